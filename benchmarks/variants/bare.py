"""The client alone, and what every variant has: a client of each kind, and the ways a service uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.shared.provider import MESSAGES, MODEL, Provider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

BODY: dict[str, Any] = {"model": MODEL, "messages": MESSAGES}
# Without this no answer reports what a stream used. Watchspec asks for it by itself.
STREAM: dict[str, Any] = {**BODY, "stream": True, "stream_options": {"include_usage": True}}


class Bare:
    """A call or a stream of the client, without anything around it."""

    def __init__(self, *, quota: bool = False, seen: Callable[[Any], None] | None = None) -> None:
        self.provider = Provider(quota=quota)
        self.client: Any = self.provider.client(seen=seen)
        self.later: Any = self.provider.async_client(seen=seen)

    def call(self) -> object:
        """One chat completion."""
        return self.client.chat.completions.create(**BODY)

    async def call_later(self) -> object:
        """One chat completion, asynchronously."""
        return await self.later.chat.completions.create(**BODY)

    def stream(self) -> Iterator[Any]:
        """A stream that is open and not yet read."""
        stream: Iterator[Any] = self.client.chat.completions.create(**STREAM)
        return stream

    async def stream_later(self) -> AsyncIterator[Any]:
        """The same, asynchronously."""
        stream: AsyncIterator[Any] = await self.later.chat.completions.create(**STREAM)
        return stream

    def settle(self) -> None:
        """Does what was put off until later."""

    def recorded(self) -> float | None:
        """How many calls this variant has recorded; None if it records nothing."""
        return None
