"""Variants that take turns in one process: one call each, or some chunks each, over and over.

What slows the machine down for a moment so slows all of them alike. The order is drawn anew each time: in a fixed
one, whoever comes after a variant that empties the caches looks 30 us slower. Time is the processor time of the
process, which others lengthen less than the time of day; nothing here ever waits.
"""

from __future__ import annotations

import asyncio
import gc
from importlib import import_module
from itertools import permutations
from random import Random
from time import process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from benchmarks.variants.bare import Bare

END = object()
CHUNKS_PER_TURN = 50
"""As many as keep the caches warm, as for a service that is busy with one stream."""


def variant(name: str, options: dict[str, Any]) -> Bare:
    """A variant by the name of its maker, such as `by_hand:ByHand`."""
    module, _, maker = name.partition(":")
    made: Bare = getattr(import_module(f"benchmarks.variants.{module}"), maker)(**options)
    return made


def _read(stream: Iterator[Any]) -> bool:
    """Reads some chunks; whether that was the last of them."""
    for _ in range(CHUNKS_PER_TURN):  # noqa: SIM110 - any() would add a generator to each chunk that is measured
        if next(stream, END) is END:
            return True
    return False


async def _read_later(stream: AsyncIterator[Any]) -> bool:
    for _ in range(CHUNKS_PER_TURN):
        if await anext(stream, END) is END:
            return True
    return False


class Turns:
    """The variants of one process; every method gives seconds per call or per stream, in their order."""

    def __init__(self, variants: Sequence[Bare]) -> None:
        self.variants = variants
        self.made = 0
        self._loop = asyncio.new_event_loop()
        self._orders = list(permutations(range(len(variants))))
        self._dice = Random(0)  # noqa: S311 - the same turns in every run

    def warm_up(self, calls: int, streams: int, chunks: int) -> None:
        """Loads what is loaded at first use, and keeps the collector from walking it in what follows."""
        self.calls(calls)
        self.calls_later(calls)
        self.streams(streams, chunks)
        self.streams_later(streams, chunks)
        gc.collect()
        gc.freeze()

    def calls(self, count: int) -> list[float]:
        """Chat completions."""
        self.made += count
        spent = [0.0] * len(self.variants)
        for _ in range(count):
            for place in self._order():
                start = process_time()
                self.variants[place].call()
                spent[place] += process_time() - start
        return [seconds / count for seconds in spent]

    def calls_later(self, count: int) -> list[float]:
        """Asynchronous chat completions, one at a time."""
        self.made += count
        return self._loop.run_until_complete(self._calls_later(count))

    async def _calls_later(self, count: int) -> list[float]:
        spent = [0.0] * len(self.variants)
        for _ in range(count):
            for place in self._order():
                start = process_time()
                await self.variants[place].call_later()
                spent[place] += process_time() - start
        return [seconds / count for seconds in spent]

    def streams(self, count: int, chunks: int) -> list[float]:
        """Streams of that many chunks, from the call until they are read and gone."""
        self._expect(count, chunks)
        spent = [0.0] * len(self.variants)
        for _ in range(count):
            self._stream(spent)
        return [seconds / count for seconds in spent]

    def _stream(self, spent: list[float]) -> None:
        opened: dict[int, Any] = {}
        for place in self._order():
            start = process_time()
            opened[place] = iter(self.variants[place].stream())
            spent[place] += process_time() - start
        while opened:
            for place in self._order():
                if place in opened:
                    start = process_time()
                    if _read(opened[place]):
                        del opened[place]
                    spent[place] += process_time() - start

    def streams_later(self, count: int, chunks: int) -> list[float]:
        """Asynchronous streams of that many chunks."""
        self._expect(count, chunks)
        return self._loop.run_until_complete(self._streams_later(count))

    async def _streams_later(self, count: int) -> list[float]:
        spent = [0.0] * len(self.variants)
        for _ in range(count):
            await self._stream_later(spent)
        return [seconds / count for seconds in spent]

    async def _stream_later(self, spent: list[float]) -> None:
        opened: dict[int, Any] = {}
        for place in self._order():
            start = process_time()
            opened[place] = aiter(await self.variants[place].stream_later())
            spent[place] += process_time() - start
        while opened:
            for place in self._order():
                if place in opened:
                    start = process_time()
                    if await _read_later(opened[place]):
                        del opened[place]
                    spent[place] += process_time() - start

    def _expect(self, count: int, chunks: int) -> None:
        self.made += count
        for subject in self.variants:
            if subject.provider.chunks != chunks:
                subject.provider.chunks = chunks
        gc.collect()

    def _order(self) -> tuple[int, ...]:
        return self._dice.choice(self._orders)

    def unrecorded(self) -> list[float]:
        """How many calls each variant has missed, or counted too often; 0 for one that records none."""
        found = [subject.recorded() for subject in self.variants]
        return [0.0 if recorded is None else self.made - recorded for recorded in found]
