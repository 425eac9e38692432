"""Whatever happens in whatever order, nothing is lost and nothing is counted twice."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openai
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from tests.exporter.conftest import Meter

import watchspec
from watchspec import catalogue
from watchspec._internal.prices import Prices
from watchspec._internal.usage import Usage
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODELS = ("gpt-4o", "gpt-4o-mini", "no-such-model")
BODY: dict[str, Any] = {"messages": []}


@dataclass(frozen=True)
class Step:
    """One call and what is done with it."""

    model: str
    behaviour: Behaviour
    use: str

    @property
    def usage(self) -> Usage | None:
        """What the provider tells us of this call's tokens."""
        behaviour = self.behaviour
        ends = (behaviour.cut_after, behaviour.end_after, behaviour.fail_after)
        broken = any(end is not None and end <= behaviour.tokens for end in ends)
        told = self.use in {"create", "raw"} or (self.use == "read" and not broken)
        if told and behaviour.error is None:
            return Usage(behaviour.prompt_tokens, behaviour.tokens, behaviour.cached_tokens)
        return None


@pytest.fixture
def other() -> Iterator[LoopbackProvider]:
    with LoopbackProvider() as running:
        yield running


behaviours = st.builds(
    Behaviour,
    error=st.sampled_from([None, None, None, "rate_limit", "server", "context_length"]),
    prompt_tokens=st.integers(0, 5_000),
    tokens=st.integers(0, 12),
    finish_reason=st.sampled_from(["stop", "stop", "length", "content_filter"]),
    cut_after=st.sampled_from([None, None, 0, 2]),
    end_after=st.sampled_from([None, None, 1]),
    fail_after=st.sampled_from([None, None, 0, 1]),
    gzip=st.booleans(),
    empty_choices=st.booleans(),
).map(lambda made: made if made.prompt_tokens < 50 else Behaviour(**{**vars(made), "cached_tokens": 50}))
steps = st.builds(
    Step,
    model=st.sampled_from(MODELS),
    behaviour=behaviours,
    use=st.sampled_from(["create", "read", "leave", "close", "unread", "raw", "cancel"]),
)


def _one(client: openai.OpenAI, step: Step) -> None:
    body = {**BODY, "model": step.model}
    if step.use == "raw":
        client.chat.completions.with_raw_response.create(**body)
        return
    if step.use == "create":
        client.chat.completions.create(**body)
        return
    stream = client.chat.completions.create(stream=True, **body)
    if step.use == "read":
        for _ in stream:
            pass
    elif step.use != "unread":
        next(stream)
    if step.use == "close":
        stream.close()


async def _one_later(client: openai.AsyncOpenAI, step: Step) -> None:
    body = {**BODY, "model": step.model}
    if step.use == "raw":
        await client.chat.completions.with_raw_response.create(**body)
        return
    if step.use == "create":
        await client.chat.completions.create(**body)
        return
    if step.use == "cancel":
        task = asyncio.ensure_future(client.chat.completions.create(**body))
        await asyncio.sleep(0)
        task.cancel()
        await task
        return
    stream = await client.chat.completions.create(stream=True, **body)
    if step.use == "read":
        async for _ in stream:
            pass
    elif step.use != "unread":
        await stream.__anext__()
    if step.use == "close":
        await stream.close()


def _all(sequence: Sequence[Step], provider: LoopbackProvider) -> None:
    with openai.OpenAI(base_url=provider.url, api_key="none", max_retries=0) as client:
        for step in sequence:
            provider.script([step.behaviour])
            try:
                _one(client, step)
            except Exception:  # noqa: BLE001 - what the host sees is not the point here
                continue


async def _all_later(sequence: Sequence[Step], provider: LoopbackProvider, other: LoopbackProvider) -> None:
    settings: dict[str, Any] = {"api_key": "none", "max_retries": 0}
    async with (
        openai.AsyncOpenAI(base_url=provider.url, **settings) as client,
        # A cancelled request may still arrive, and would take the next one's scripted answer.
        openai.AsyncOpenAI(base_url=other.url, **settings) as cancelled,
    ):
        for step in sequence:
            if step.use != "cancel":
                provider.script([step.behaviour])
            try:
                await _one_later(cancelled if step.use == "cancel" else client, step)
            except (Exception, asyncio.CancelledError):  # noqa: BLE001 - as above
                continue


def _check(meter: Meter, sequence: Sequence[Step]) -> None:
    gc.collect()
    assert sum(meter.outcomes().values()) == len(sequence)
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert meter.internal_errors() == 0
    failed = sum(count for name, count in meter.outcomes().items() if name in catalogue.FAILED_OUTCOMES)
    assert sum(meter.errors().values()) == failed
    assert meter.total(catalogue.DURATION, "_count") == len(sequence)
    told = [(step.model, usage) for step in sequence if (usage := step.usage) is not None]
    assert meter.total(catalogue.TOKENS, type="input") == sum(usage.input for _, usage in told)
    assert meter.total(catalogue.TOKENS, type="output") == sum(usage.output for _, usage in told)
    assert meter.total(catalogue.CACHED_INPUT_TOKENS) == sum(usage.cached for _, usage in told)
    prices = Prices()
    costs = [prices.cost("openai", model, None, None, usage) for model, usage in told]
    assert meter.total(catalogue.COST) == pytest.approx(sum(cost.usd for cost in costs if cost is not None))
    assert meter.total(catalogue.UNPRICED) == costs.count(None)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("kind", ["sync", "async"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(steps, min_size=1, max_size=8))
def test_requests_tokens_and_cost_are_conserved(
    kind: str, provider: LoopbackProvider, other: LoopbackProvider, sequence: list[Step]
) -> None:
    """Requests are the sum of outcomes, in-flight returns to 0, tokens and cost are what the provider sent."""
    registry = CollectorRegistry()
    provider.forget()
    watchspec.instrument(registry=registry)
    try:
        if kind == "sync":
            sequence = [step for step in sequence if step.use != "cancel"]
            _all(sequence, provider)
        else:
            asyncio.run(_all_later(sequence, provider, other))
        _check(Meter(registry), sequence)
    finally:
        watchspec.uninstrument()


def test_many_threads_lose_nothing(provider: LoopbackProvider, meter: Meter) -> None:
    """Eight threads on one client, streams among them."""
    from concurrent.futures import ThreadPoolExecutor

    def work(number: int) -> None:
        made = client.chat.completions.create(model="gpt-4o", stream=bool(number % 2), **BODY)
        if number % 2:
            for _ in made:
                pass

    with openai.OpenAI(base_url=provider.url, api_key="none") as client, ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(200)))
    assert meter.outcomes() == {"success": 200}
    assert meter.total(catalogue.TOKENS) == 200 * 20
    assert meter.total(catalogue.IN_FLIGHT) == 0
