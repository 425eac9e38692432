"""As `loops`, for who wants no time between tokens: plain ones are only counted, but for the first."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from watchspec._internal.reading.reader import Reader


def read_chat(held: Any, reader: Reader) -> Iterator[Any]:
    """Chunks of a chat completion."""
    see, reading, tokens = reader.see, True, 0
    try:
        for chunk in held._iterator:  # noqa: SLF001 - where the client's stream has its chunks
            try:
                (choice,) = chunk.choices
                plain = choice.finish_reason is None and chunk.usage is None and choice.delta.content
            except Exception:  # noqa: BLE001 - whatever it is, it is not only a token
                plain = None
            if plain:
                tokens += 1
                if tokens == 1:
                    reader.times.append(perf_counter())
            elif not see(chunk):
                continue
            reading = False
            yield chunk
            reading = True
    except BaseException as exc:
        reader.untimed += tokens
        if reading:
            reader.raised(exc)
        raise
    reader.untimed += tokens
    reader.exhausted()


async def read_chat_later(held: Any, reader: Reader) -> AsyncIterator[Any]:
    """As `read_chat`, for an asynchronous stream."""
    see, reading, tokens = reader.see, True, 0
    try:
        async for chunk in held._iterator:  # noqa: SLF001 - as above
            try:
                (choice,) = chunk.choices
                plain = choice.finish_reason is None and chunk.usage is None and choice.delta.content
            except Exception:  # noqa: BLE001 - as above
                plain = None
            if plain:
                tokens += 1
                if tokens == 1:
                    reader.times.append(perf_counter())
            elif not see(chunk):
                continue
            reading = False
            yield chunk
            reading = True
    except BaseException as exc:
        reader.untimed += tokens
        if reading:
            reader.raised(exc)
        raise
    reader.untimed += tokens
    reader.exhausted()
