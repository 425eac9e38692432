"""Watchspec: all metrics, cost, and a context that names feature, user and session."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

from benchmarks.variants.bare import BODY, STREAM, Bare
from prometheus_client import CollectorRegistry

import watchspec
from watchspec import catalogue
from watchspec._internal.collectors import ledger_of
from watchspec.testing import total

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

OPTIONS = frozenset(signature(watchspec.instrument).parameters)
"""What this version of `instrument` can be told; variants that need more than that are left out."""


class Ours(Bare):
    """Every call in a context of its own, as in a service's request handler."""

    def __init__(self, *, quota: bool = False, who: bool = True, **options: Any) -> None:
        super().__init__(quota=quota)
        self._context: dict[str, Any] = {
            "feature": "support_chat",
            **({"user_id": "user-1", "session_id": "session-1"} if who else {}),
        }
        self.registry = CollectorRegistry()
        for client in (self.client, self.later):
            watchspec.instrument(client, registry=self.registry, **options)
        self._stream = {name: value for name, value in STREAM.items() if name != "stream_options"}

    def call(self) -> object:
        """One chat completion."""
        with watchspec.context(**self._context):
            return self.client.chat.completions.create(**BODY)

    async def call_later(self) -> object:
        """One chat completion, asynchronously."""
        with watchspec.context(**self._context):
            return await self.later.chat.completions.create(**BODY)

    def stream(self) -> Iterator[Any]:
        """A stream that is open and not yet read; Watchspec asks for its usage, and takes that chunk out again."""
        with watchspec.context(**self._context):
            stream: Iterator[Any] = self.client.chat.completions.create(**self._stream)
        return stream

    async def stream_later(self) -> AsyncIterator[Any]:
        """The same, asynchronously."""
        with watchspec.context(**self._context):
            stream: AsyncIterator[Any] = await self.later.chat.completions.create(**self._stream)
        return stream

    def settle(self) -> None:
        """Counts what waits to be counted."""
        ledger_of(self.registry).drain()

    def recorded(self) -> float:
        """How many calls were counted."""
        return total(self.registry, catalogue.REQUESTS.name)


def traced() -> bool:
    """Whether this version makes traces."""
    return "traces" in OPTIONS


def with_traces(*, quota: bool = False) -> Ours:
    """With traces, made by a tracer provider that exports nothing."""
    from opentelemetry import trace  # noqa: PLC0415 - this variant only, as it concerns the whole process
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - see above

    trace.set_tracer_provider(TracerProvider())
    return Ours(quota=quota, traces=True)
