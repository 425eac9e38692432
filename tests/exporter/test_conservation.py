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
from tests.exporter.surfaces.calls import CALLS, Call, Through

import watchspec
from watchspec import catalogue
from watchspec._internal.prices import Prices
from watchspec._internal.usage import Usage
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNPRICED = "no-such-model"
PARTIAL_IMAGES = 3
WHOLE = ("create", "raw")
WITHOUT_USAGE = ("moderations", "speech", "translations")


@dataclass(frozen=True)
class Step:
    """One call and what is done with it."""

    name: str
    is_priced: bool
    behaviour: Behaviour
    use: str

    @property
    def call(self) -> Call:
        """What is called."""
        return CALLS[self.name]

    @property
    def model(self) -> str:
        """Model that is asked."""
        return self.call.model if self.is_priced else UNPRICED

    @property
    def is_whole(self) -> bool:
        """Whether the answer comes at once; what has no streams is always asked for whole."""
        return self.use in WHOLE or self.call.stream is None

    @property
    def usage(self) -> Usage | None:
        """What the provider tells us of this call's tokens."""
        behaviour = self.behaviour
        ends = (behaviour.cut_after, behaviour.end_after, behaviour.fail_after)
        parts = PARTIAL_IMAGES if self.call.operation == "image" else behaviour.tokens
        is_broken = any(end is not None and end <= parts for end in ends)
        is_told = self.use != "cancel" and (self.is_whole or (self.use == "read" and not is_broken))
        if not is_told or behaviour.error or behaviour.usage == "missing" or self.name in WITHOUT_USAGE:
            return None
        return self._told()

    def _told(self) -> Usage:
        behaviour, operation = self.behaviour, self.call.operation
        if operation == "embeddings":
            return Usage(behaviour.prompt_tokens, 0)
        made = Usage(behaviour.prompt_tokens, behaviour.tokens)
        if operation == "image":
            return made._replace(output_image=behaviour.tokens)
        return made if operation == "transcription" else made._replace(cached=behaviour.cached_tokens)


@pytest.fixture
def other() -> Iterator[LoopbackProvider]:
    with LoopbackProvider() as running:
        yield running


behaviours = st.builds(
    Behaviour,
    error=st.sampled_from([None, None, None, "rate_limit", "server", "context_length"]),
    prompt_tokens=st.integers(0, 5_000),
    tokens=st.integers(1, 12),
    finish_reason=st.sampled_from(["stop", "stop", "length", "content_filter"]),
    usage=st.sampled_from(["standard", "standard", "missing"]),
    cut_after=st.sampled_from([None, None, 0, 2]),
    end_after=st.sampled_from([None, None, 1]),
    fail_after=st.sampled_from([None, None, 0, 1]),
    gzip=st.booleans(),
    empty_choices=st.booleans(),
).map(lambda made: made if made.prompt_tokens < 50 else Behaviour(**{**vars(made), "cached_tokens": 50}))
steps = st.builds(
    Step,
    name=st.sampled_from([*CALLS, "chat", "responses"]),
    is_priced=st.sampled_from([True, True, False]),
    behaviour=behaviours,
    use=st.sampled_from(["create", "read", "leave", "close", "unread", "raw", "cancel"]),
)


def _make(client: Any, step: Step) -> Any:
    call = step.call
    if step.use == "raw":
        return call.make(Through(client, "with_raw_response"), model=step.model)
    return call.make(client, model=step.model, **({} if step.is_whole else call.stream or {}))


def _one(client: openai.OpenAI, step: Step) -> None:
    stream = _make(client, step)
    if step.is_whole:
        return
    if step.use == "read":
        for _ in stream:
            pass
    elif step.use != "unread":
        next(stream)
    if step.use == "close":
        stream.close()


async def _one_later(client: openai.AsyncOpenAI, step: Step) -> None:
    if step.use == "cancel":
        task = asyncio.ensure_future(_make(client, step))
        await asyncio.sleep(0)
        task.cancel()
        await task
        return
    stream = await _make(client, step)
    if step.is_whole:
        return
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


def _check(meter: Meter, sequence: Sequence[Step], provider: LoopbackProvider) -> None:
    gc.collect()
    assert sum(meter.outcomes().values()) == len(sequence)
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert meter.internal_errors() == 0
    failed = sum(count for name, count in meter.outcomes().items() if name in catalogue.FAILED_OUTCOMES)
    assert sum(meter.errors().values()) == failed
    assert meter.total(catalogue.DURATION, "_count") == meter.total(catalogue.USAGE_REPORTS) == len(sequence)
    for operation in catalogue.OPERATIONS:
        made = sum(step.call.operation == operation for step in sequence)
        assert meter.total(catalogue.REQUESTS, operation=operation) == made
    answered = {status: count for status, count in meter.attempts().items() if status != "cancelled"}
    assert sum(answered.values()) == len(provider.served)
    _check_usage(meter, [(step.model, usage) for step in sequence if (usage := step.usage) is not None])


def _check_usage(meter: Meter, told: Sequence[tuple[str, Usage]]) -> None:
    assert meter.total(catalogue.USAGE_REPORTS, usage_source="provider") == len(told)
    assert meter.total(catalogue.TOKENS, type="input") == sum(usage.input for _, usage in told)
    assert meter.total(catalogue.TOKENS, type="output") == sum(usage.output for _, usage in told)
    assert meter.total(catalogue.CACHED_INPUT_TOKENS) == sum(usage.cached for _, usage in told)
    prices = Prices()
    costs = [prices.cost("openai", model, None, None, usage) for model, usage in told]
    assert meter.total(catalogue.COST) == pytest.approx(sum(cost.usd for cost in costs if cost is not None))
    assert meter.total(catalogue.UNPRICED) == costs.count(None)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore:deprecated:DeprecationWarning")
@pytest.mark.parametrize("kind", ["sync", "async"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
        _check(Meter(registry), sequence, provider)
    finally:
        watchspec.uninstrument()


def _work(client: openai.OpenAI, number: int) -> None:
    name = THREADED[number % len(THREADED)]
    call = CALLS[name]
    if number % 2 and call.stream:
        for _ in call.streamed(client):
            pass
    else:
        call(client)


THREADED = ("chat", "responses", "completions", "embeddings", "chat")


@pytest.mark.parametrize("threads", [4, 8])
def test_many_threads_lose_nothing(provider: LoopbackProvider, meter: Meter, threads: int) -> None:
    """Threads on one client, streams and several surfaces among them, while somebody scrapes."""
    from concurrent.futures import ThreadPoolExecutor

    with openai.OpenAI(base_url=provider.url, api_key="none") as client, ThreadPoolExecutor(threads) as pool:
        for number, _ in enumerate(pool.map(lambda number: _work(client, number), range(300))):
            if number % 20 == 0:
                meter.total(catalogue.REQUESTS)
    assert meter.outcomes() == {"success": 300}
    assert meter.total(catalogue.TOKENS, type="input") == 300 * 12
    assert meter.total(catalogue.TOKENS, type="output") == 240 * 8
    assert meter.attempts() == {"200": len(provider.served)}
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert meter.internal_errors() == 0


def test_a_thousand_calls_at_once_lose_nothing(provider: LoopbackProvider, meter: Meter) -> None:
    """All begun before the first has ended, in one loop; half of them streams, a tenth cancelled on their way."""
    provider.behaviour = Behaviour(tokens=2)

    async def one(client: openai.AsyncOpenAI, number: int) -> None:
        if number % 2:
            async for _ in await CALLS["chat"].streamed(client):
                pass
        else:
            await CALLS["chat"](client)

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none", max_retries=5, timeout=120) as client:
            tasks = [asyncio.ensure_future(one(client, number)) for number in range(1000)]
            await asyncio.sleep(0)
            for task in tasks[::10]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(main())
    gc.collect()
    counted = meter.outcomes()
    assert counted["success"] == 900
    # A task that is cancelled before its first step never calls.
    assert set(counted) <= {"success", "cancelled"}
    assert meter.total(catalogue.DURATION, "_count") == sum(counted.values())
    assert meter.total(catalogue.TOKENS, type="output") == 900 * 2
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert meter.internal_errors() == 0
