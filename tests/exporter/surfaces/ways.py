"""Ways to read a stream, or not to: each for both kinds of client."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.exporter.conftest import Driver
    from tests.exporter.surfaces.calls import Call


class Way(NamedTuple):
    """`sync(stream)` and `later(stream)` read as far as they like; they give what they have read."""

    sync: Callable[[Any], list[Any]]
    later: Callable[[Any], Awaitable[list[Any]]]


class ConsumerError(Exception):
    """What the service's own code raises while it reads."""


def _to_the_end(stream: Any) -> list[Any]:
    return list(stream)


async def _to_the_end_later(stream: Any) -> list[Any]:
    return [event async for event in stream]


def _one_by_one(stream: Any) -> list[Any]:
    seen = []
    with suppress(StopIteration):
        while True:
            seen.append(next(stream))
    return seen


async def _one_by_one_later(stream: Any) -> list[Any]:
    seen = []
    with suppress(StopAsyncIteration):
        while True:
            seen.append(await stream.__anext__())
    return seen


def _in_parts(stream: Any) -> list[Any]:
    seen = [next(stream)]
    for event in stream:
        seen.append(event)
        break
    return [*seen, *stream]


async def _in_parts_later(stream: Any) -> list[Any]:
    seen = [await stream.__anext__()]
    async for event in stream:
        seen.append(event)
        break
    return [*seen, *[event async for event in stream]]


def _in_a_block(stream: Any) -> list[Any]:
    with stream as entered:
        return list(entered)


async def _in_a_block_later(stream: Any) -> list[Any]:
    async with stream as entered:
        return [event async for event in entered]


WHOLE = {
    "loop": Way(_to_the_end, _to_the_end_later),
    "next": Way(_one_by_one, _one_by_one_later),
    "parts": Way(_in_parts, _in_parts_later),
    "block": Way(_in_a_block, _in_a_block_later),
}
"""Those that read everything."""


def _closed(stream: Any) -> list[Any]:
    seen = [next(stream), next(stream)]
    stream.close()
    stream.close()
    return seen


async def _closed_later(stream: Any) -> list[Any]:
    seen = [await stream.__anext__(), await stream.__anext__()]
    await stream.close()
    await stream.close()
    return seen


def _closed_unread(stream: Any) -> list[Any]:
    stream.close()
    return []


async def _closed_unread_later(stream: Any) -> list[Any]:
    await stream.close()
    return []


def _left(stream: Any) -> list[Any]:
    seen = []
    for event in stream:
        seen.append(event)
        if len(seen) == 2:
            break
    return seen


async def _left_later(stream: Any) -> list[Any]:
    seen = []
    async for event in stream:
        seen.append(event)
        if len(seen) == 2:
            break
    return seen


def _left_in_a_block(stream: Any) -> list[Any]:
    with stream:
        return _left(stream)


async def _left_in_a_block_later(stream: Any) -> list[Any]:
    async with stream:
        return await _left_later(stream)


def _unread(stream: Any) -> list[Any]:
    return []


async def _unread_later(stream: Any) -> list[Any]:
    return []


def _in_a_cycle(stream: Any) -> list[Any]:
    seen = [next(stream)]
    cycle: dict[str, Any] = {"stream": stream}
    cycle["self"] = cycle
    return seen


async def _in_a_cycle_later(stream: Any) -> list[Any]:
    seen = [await stream.__anext__()]
    cycle: dict[str, Any] = {"stream": stream}
    cycle["self"] = cycle
    return seen


def _consumer_raises(stream: Any) -> list[Any]:
    with suppress(ConsumerError):
        for _ in stream:
            raise ConsumerError
    return []


async def _consumer_raises_later(stream: Any) -> list[Any]:
    with suppress(ConsumerError):
        async for _ in stream:
            raise ConsumerError
    return []


LEFT = {
    "closed": Way(_closed, _closed_later),
    "closed unread": Way(_closed_unread, _closed_unread_later),
    "left": Way(_left, _left_later),
    "left in a block": Way(_left_in_a_block, _left_in_a_block_later),
    "unread": Way(_unread, _unread_later),
    "in a cycle": Way(_in_a_cycle, _in_a_cycle_later),
    "consumer raises": Way(_consumer_raises, _consumer_raises_later),
}
"""Those that leave before the end."""
UNREAD = {"closed unread", "unread"}


def read(driver: Driver, call: Call, way: Way) -> list[Any]:
    """Calls and reads in that way; what nobody holds any more is collected while the client still runs."""

    def sync(client: Any) -> list[Any]:
        seen = way.sync(call.streamed(client))
        gc.collect()
        return seen

    async def later(client: Any) -> list[Any]:
        seen = await way.later(await call.streamed(client))
        gc.collect()
        await asyncio.sleep(0)  # asyncio closes abandoned generators in tasks of its own
        return seen

    return driver.run(sync, later)
