"""The loops that every chunk of every stream passes through: nothing here may cost more than it must.

A chunk that is nothing but a visible token leaves its time of arrival; everything else goes to `reader.see`.
`reading` tells failures of the stream from exceptions that the consumer throws into the loop.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Generator
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from watchspec._internal.reading.reader import Reader


def is_within(stream: Any) -> bool | None:
    """Whether the client's stream is among the callers; None if its chunks come from something else than a generator.

    Its being at work is not enough: another thread or task may close a stream that waits for its next chunk.
    """
    iterator = getattr(stream, "_iterator", None)
    frame = getattr(iterator, "gi_frame", None) or getattr(iterator, "ag_frame", None)
    if frame is None:
        return False if isinstance(iterator, Generator | AsyncGenerator) else None
    caller = sys._getframe(1)  # noqa: SLF001 - CPython's, and once for each stream
    while caller is not None:
        if caller is frame:
            return True
        caller = caller.f_back  # type: ignore[assignment]  # None ends the loop
    return False


def read_chat(held: Any, reader: Reader) -> Iterator[Any]:
    """Chunks of a chat completion; `held` is what the caller holds, kept alive while it is read."""
    append, see, clock, reading = reader.times.append, reader.see, perf_counter, True
    try:
        for chunk in held._iterator:  # noqa: SLF001 - where the client's stream has its chunks
            try:
                (choice,) = chunk.choices
                plain = choice.finish_reason is None and chunk.usage is None and choice.delta.content
            except Exception:  # noqa: BLE001 - whatever it is, it is not only a token
                plain = None
            if plain:
                append(clock())
            elif not see(chunk):
                continue
            reading = False
            yield chunk
            reading = True
    except BaseException as exc:
        if reading:
            reader.raised(exc)
        raise
    reader.exhausted()


async def read_chat_later(held: Any, reader: Reader) -> AsyncIterator[Any]:
    """As `read_chat`, for an asynchronous stream."""
    append, see, clock, reading = reader.times.append, reader.see, perf_counter, True
    try:
        async for chunk in held._iterator:  # noqa: SLF001 - as above
            try:
                (choice,) = chunk.choices
                plain = choice.finish_reason is None and chunk.usage is None and choice.delta.content
            except Exception:  # noqa: BLE001 - as above
                plain = None
            if plain:
                append(clock())
            elif not see(chunk):
                continue
            reading = False
            yield chunk
            reading = True
    except BaseException as exc:
        if reading:
            reader.raised(exc)
        raise
    reader.exhausted()


def read_events(held: Any, reader: Reader) -> Iterator[Any]:
    """Events that have a type, as those of the Responses API."""
    append, see, clock, reading = reader.times.append, reader.see, perf_counter, True
    plain = () if reader.sees_all else reader.plain
    try:
        for event in held._iterator:  # noqa: SLF001 - as above
            if getattr(event, "type", None) in plain:
                append(clock())
            elif not see(event):
                continue
            reading = False
            yield event
            reading = True
    except BaseException as exc:
        if reading:
            reader.raised(exc)
        raise
    reader.exhausted()


async def read_events_later(held: Any, reader: Reader) -> AsyncIterator[Any]:
    """As `read_events`, for an asynchronous stream."""
    append, see, clock, reading = reader.times.append, reader.see, perf_counter, True
    plain = () if reader.sees_all else reader.plain
    try:
        async for event in held._iterator:  # noqa: SLF001 - as above
            if getattr(event, "type", None) in plain:
                append(clock())
            elif not see(event):
                continue
            reading = False
            yield event
            reading = True
    except BaseException as exc:
        if reading:
            reader.raised(exc)
        raise
    reader.exhausted()


def read_foreign(held: Any, reader: Reader) -> Iterator[Any]:
    """Whatever a subclass of the client's stream gives that reads in its own way."""
    iterator = iter(held._watch_slots[0])  # noqa: SLF001 - the stream itself
    while True:
        try:
            chunk = read_one(iterator, reader)
        except StopIteration:
            return
        yield chunk


async def read_foreign_later(held: Any, reader: Reader) -> AsyncIterator[Any]:
    """As `read_foreign`, for an asynchronous stream."""
    iterator = aiter(held._watch_slots[0])  # noqa: SLF001 - as above
    while True:
        try:
            chunk = await read_one_later(iterator, reader)
        except StopAsyncIteration:
            return
        yield chunk


def read_one(stream: Any, reader: Reader) -> Any:
    """The next chunk, for who asks for one at a time."""
    while True:
        reader.busy = True
        try:
            chunk = stream.__next__()
        except StopIteration:
            reader.exhausted()
            raise
        except BaseException as exc:
            reader.raised(exc)
            raise
        finally:
            reader.busy = False
        if reader.see(chunk):
            return chunk


async def read_one_later(stream: Any, reader: Reader) -> Any:
    """As `read_one`, for an asynchronous stream."""
    while True:
        reader.busy = True
        try:
            chunk = await stream.__anext__()
        except StopAsyncIteration:
            reader.exhausted()
            raise
        except BaseException as exc:
            reader.raised(exc)
            raise
        finally:
            reader.busy = False
        if reader.see(chunk):
            return chunk
