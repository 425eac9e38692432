"""A provider, a registry and a real client for each test, synchronous and asynchronous."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import openai
import pytest
from hypothesis import HealthCheck, settings
from prometheus_client import CollectorRegistry

import watchspec
from watchspec import catalogue
from watchspec._internal.safety import forget_logged
from watchspec.testing import LoopbackProvider, total

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

# A machine that is busy with other things is slow now and then; that is no failure.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")
if find_spec("genai_prices") is None:
    # It needs Python 3.11: before, every call counts as unpriced.
    collect_ignore_glob = ["prices/*", "test_providers.py"]
_PRICED = {
    "test_a_step_has_duration_cost_and_tokens",
    "test_bad_configuration_is_reported_and_survived",
    "test_chat",
    "test_embeddings",
    "test_exit_of_a_worker",
    "test_exit_of_an_only_process",
    "test_expensive_trace",
    "test_impossible_details_are_bounded",
    "test_labels_are_bounded",
    "test_labels_of_a_call",
    "test_nothing_private_is_exported_or_logged",
    "test_ordinary_calls_wait_together",
    "test_quickstart_shows_its_metrics",
    "test_rate_zero",
    "test_transcription_by_duration",
    "test_real_calls",
    "test_unknown_model_is_unpriced",
    "test_users_and_sessions_cost_what_their_calls_cost",
    "test_what_waits_is_the_parents",
    "test_whole_stream",
    "test_without_opentelemetry",
}
"""Tests that are also about what a call costs."""


IS_SHORT = bool(os.environ.get("WATCHSPEC_SHORT_TESTS"))
"""Whether each test is run in two of its cases at most, as scripts/test-pythons --short does on further Pythons."""
_LONG = {"test_gunicorn.py", "test_uvicorn.py", "test_memory.py", "test_pace.py", "test_sweeping.py"}
"""Servers, and amounts: what they show does not depend on the interpreter."""


def _shortened(items: list[pytest.Item]) -> list[pytest.Item]:
    """The first and the last case of each test, which are a synchronous and an asynchronous one where it has both."""
    cases: dict[tuple[Path, str], list[pytest.Item]] = {}
    for item in items:
        # Tests of values drawn by hypothesis take as long as many cases, and are about values.
        if item.path.name not in _LONG and not hasattr(getattr(item, "obj", None), "hypothesis"):
            cases.setdefault((item.path, getattr(item, "originalname", item.name)), []).append(item)
    return [item for found in cases.values() for item in (found if len(found) == 1 else (found[0], found[-1]))]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what is about prices where there are none, and what is too long where that is wanted."""
    if IS_SHORT:
        items[:] = _shortened(items)
    if find_spec("genai_prices") is None:
        for item in items:
            if getattr(item, "originalname", item.name) in _PRICED:
                item.add_marker(pytest.mark.skip(reason="genai-prices needs Python 3.11"))


T = TypeVar("T")
A_DICT: Any = dict if sys.version_info < (3, 11) else dict[str, Any]
"""To cast answers to: the client takes the latter for a class on Python 3.10, and older ones need its arguments."""
Leave = Literal["close", "drop", "unread"]
MESSAGES = [{"role": "user", "content": "secret question"}]
KEY = "sk-very-secret"


@dataclass
class Meter:
    """What was measured."""

    registry: CollectorRegistry

    def outcomes(self) -> dict[str, float]:
        """Requests by outcome, without the zeros."""
        counted = {name: self.total(catalogue.REQUESTS, outcome=name) for name in catalogue.OUTCOMES}
        return {name: value for name, value in counted.items() if value}

    def errors(self) -> dict[str, float]:
        """Errors by type, without the zeros."""
        counted = {name: self.total(catalogue.ERRORS, error_type=name) for name in catalogue.ERROR_TYPES}
        return {name: value for name, value in counted.items() if value}

    def attempts(self) -> dict[str, float]:
        """Attempts by status."""
        found: dict[str, float] = {}
        for family in self.registry.collect():
            for sample in family.samples:
                if sample.name == catalogue.ATTEMPTS.name:
                    status = sample.labels["status"]
                    found[status] = found.get(status, 0.0) + sample.value
        return found

    def total(self, metric: catalogue.Metric, suffix: str = "", **labels: str) -> float:
        """Sum over the metric's samples with these labels."""
        return total(self.registry, metric.name + suffix, **labels)

    def internal_errors(self) -> float:
        """Failures of our own."""
        return self.total(catalogue.INTERNAL_ERRORS)


@dataclass
class Driver:
    """Makes the same call with OpenAI or AsyncOpenAI; each call has its own client, closed afterwards."""

    url: str
    kind: Literal["sync", "async"]
    options: dict[str, Any] = field(default_factory=dict)
    prepare: Callable[[Any], None] = lambda _: None

    def _settings(self) -> dict[str, Any]:
        return {"base_url": self.url, "api_key": KEY, "max_retries": 0, **self.options}

    def run(self, sync: Callable[[openai.OpenAI], T], later: Callable[[openai.AsyncOpenAI], Awaitable[T]]) -> T:
        """Runs one of the two with a client of its kind."""
        if self.kind == "sync":
            with openai.OpenAI(**self._settings()) as client:
                self.prepare(client)
                return sync(client)

        async def main() -> T:
            async with openai.AsyncOpenAI(**self._settings()) as client:
                self.prepare(client)
                return await later(client)

        return asyncio.run(main())

    def create(self, **body: Any) -> Any:
        """A chat completion; with stream=True, the list of its chunks."""
        body = {"model": "gpt-4o", "messages": MESSAGES, **body}

        def sync(client: openai.OpenAI) -> Any:
            made = client.chat.completions.create(**body)
            return list(made) if body.get("stream") else made

        async def later(client: openai.AsyncOpenAI) -> Any:
            made = await client.chat.completions.create(**body)
            return [chunk async for chunk in made] if body.get("stream") else made

        return self.run(sync, later)

    def leave(self, how: Leave, after: int = 2) -> None:
        """A stream that is left after some chunks: closed, dropped, or dropped unread."""
        body: dict[str, Any] = {"model": "gpt-4o", "messages": MESSAGES, "stream": True}
        count = 0 if how == "unread" else after

        def sync(client: openai.OpenAI) -> None:
            stream = client.chat.completions.create(**body)
            for _ in range(count):
                next(stream)
            if how == "close":
                stream.close()
            del stream
            gc.collect()

        async def later(client: openai.AsyncOpenAI) -> None:
            stream = await client.chat.completions.create(**body)
            for _ in range(count):
                await stream.__anext__()
            if how == "close":
                await stream.close()
            del stream
            gc.collect()

        self.run(sync, later)


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with LoopbackProvider() as running:
        yield running


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def meter(registry: CollectorRegistry) -> Iterator[Meter]:
    """Instruments the process for the test."""
    forget_logged()
    watchspec.instrument(registry=registry)
    yield Meter(registry)
    watchspec.uninstrument()


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest, provider: LoopbackProvider) -> Driver:
    return Driver(provider.url, request.param)


@pytest.fixture
def client(provider: LoopbackProvider) -> Iterator[openai.OpenAI]:
    """A plain client of the loopback provider that does not retry."""
    with openai.OpenAI(base_url=provider.url, api_key="none", max_retries=0) as made:
        yield made
