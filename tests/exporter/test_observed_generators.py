"""Observed generators: each stretch that runs is charged, and every way to end counts once."""

from __future__ import annotations

import asyncio
import gc
import inspect
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.step_readings import BODY, calls, ends, words

import watchspec
from watchspec._internal import steps
from watchspec._internal.collectors import ledger_of
from watchspec._internal.ledger import LIMIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from tests.exporter.conftest import Meter

    from watchspec.testing import LoopbackProvider


def test_generators(meter: Meter, client: openai.OpenAI) -> None:
    """Values are passed both ways; what the consumer does in between is not charged."""
    got: list[Any] = []

    def consume() -> Generator[str, str | None, None]:
        got.append((yield from words(client)))

    running = consume()
    got.append(next(running))
    client.chat.completions.create(**BODY)
    got.append(running.send("hi"))
    client.chat.completions.create(**BODY)
    got.append(running.throw(LookupError()))
    assert next(running, "end") == "end"
    assert got == ["a", "HI", "recovered", 3]
    assert inspect.isgeneratorfunction(words)
    assert (calls(meter, "words"), calls(meter, "second")) == (2, 1)
    assert ends(meter, "words") == ends(meter, "second") == {"success": 1}
    assert steps.current.get() is None


@pytest.mark.parametrize("how", ["close", "drop", "cycle", "throw"])
def test_generators_that_are_left(meter: Meter, client: openai.OpenAI, how: str) -> None:
    """Closed, dropped, collected or thrown into; one that never began has no step."""
    words(client)
    running: Any = words(client)
    next(running)
    if how == "close":
        running.close()
    elif how == "throw":
        with pytest.raises(LookupError):
            running.throw(LookupError())
    else:
        cycle = [running]
        cycle.append(cycle if how == "cycle" else None)
        del running, cycle
        gc.collect()
    assert ends(meter, "words") == {"error" if how == "throw" else "cancelled": 1}
    assert steps.current.get() is None


def test_left_generators_are_counted_by_the_next_step(meter: Meter, client: openai.OpenAI) -> None:
    """They wait to be counted, since a finalizer must not; without calls and scrapes too, none piles up."""
    waiting = ledger_of(meter.registry).waiting
    longest = 0
    for _ in range(2 * LIMIT):
        next(words(client))
        longest = max(longest, len(waiting))
    assert LIMIT < longest < LIMIT + 10


def test_a_span_inside_a_generator_that_is_left(meter: Meter) -> None:
    """A plain generator may be dropped in the middle of a step too."""

    def plain() -> Iterator[int]:
        with watchspec.span("inside"):
            yield 1

    next(plain())
    assert ledger_of(meter.registry).waiting
    assert ends(meter, "inside") == {"cancelled": 1}


def test_generator_that_fails_to_close(meter: Meter) -> None:
    """What its clean-up raises reaches whoever closes it."""

    @watchspec.observe
    def stubborn() -> Iterator[int]:
        try:
            yield 1
        finally:
            raise LookupError

    running: Any = stubborn()
    next(running)
    with pytest.raises(LookupError):
        running.close()
    assert ends(meter, "stubborn") == {"error": 1}


def test_async_generators(meter: Meter, provider: LoopbackProvider) -> None:
    """As generators: exhausted, sent to, thrown into, closed, failed, dropped to the event loop."""

    @watchspec.observe
    async def items(client: openai.AsyncOpenAI) -> AsyncIterator[Any]:
        try:
            await client.chat.completions.create(**BODY)
            sent = yield 1
            yield sent
        finally:
            await asyncio.sleep(0)

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none") as client:
            async for _ in items(client):
                await client.chat.completions.create(**BODY)
            made: list[Any] = [items(client) for _ in range(4)]
            for one in made:
                assert await one.__anext__() == 1
            assert await made[0].asend("sent") == "sent"
            await made[0].aclose()
            with pytest.raises(LookupError):
                await made[1].athrow(LookupError())
            del one, made[2]
            await asyncio.sleep(0.01)
            # The last one is left to the loop's shutdown.
            kept.append(made[2])

    kept: list[Any] = []
    asyncio.run(main())
    assert inspect.isasyncgenfunction(items)
    assert ends(meter, "items") == {"success": 1, "error": 1, "cancelled": 3}
    assert calls(meter, "items") == 5


def test_async_generator_that_fails_to_close(meter: Meter) -> None:
    """As a generator does."""

    @watchspec.observe
    async def stubborn() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            raise LookupError

    async def main() -> None:
        running: Any = stubborn()
        await running.__anext__()
        with pytest.raises(LookupError):
            await running.aclose()

    asyncio.run(main())
    assert ends(meter, "stubborn") == {"error": 1}


def test_async_generator_closed_twice_at_once(meter: Meter) -> None:
    """An event loop that shuts down closes the observed generator and ours, in any order."""

    @watchspec.observe
    async def slow() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0)

    async def main() -> None:
        running: Any = slow()
        await running.__anext__()
        await asyncio.gather(running.ag_frame.f_locals["body"].aclose(), running.aclose())

    asyncio.run(main())
    assert ends(meter, "slow") == {"cancelled": 1}
