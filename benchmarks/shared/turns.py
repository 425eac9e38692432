"""Variants that take turns in one process: a few calls each, or a few streams each, over and over.

What slows the machine down for a moment so slows all of them alike, and yet each works with warm caches. The order is
drawn anew each time: in a fixed one, whoever comes after a variant that empties the caches looks 30 us slower. Time is
the processor time of the process, which others lengthen less than the time of day; nothing here ever waits.
What a variant puts off until later is done, and timed, at the end of each round.
"""

from __future__ import annotations

import asyncio
import gc
from contextlib import contextmanager
from importlib import import_module
from random import Random
from time import process_time
from typing import TYPE_CHECKING, Any

import openai

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.variants.bare import Bare

CALLS_PER_TURN = 16
CHUNKS_PER_TURN = 160


def variant(name: str, options: dict[str, Any]) -> Bare:
    """A variant by the name of its maker, such as `by_hand:ByHand`."""
    module, _, maker = name.partition(":")
    made: Bare = getattr(import_module(f"benchmarks.variants.{module}"), maker)(**options)
    return made


def call(subject: Bare, count: int) -> None:
    """Chat completions."""
    for _ in range(count):
        subject.call()


async def call_later(subject: Bare, count: int) -> None:
    """Asynchronous chat completions, one at a time."""
    for _ in range(count):
        await subject.call_later()


def read(subject: Bare, count: int) -> None:
    """Streams, from the call until they are read and gone."""
    for _ in range(count):
        for _chunk in subject.stream():
            pass


async def read_later(subject: Bare, count: int) -> None:
    """Asynchronous streams, one at a time."""
    for _ in range(count):
        async for _chunk in await subject.stream_later():
            pass


@contextmanager
def parsed(bare: Bare, chunks: int) -> Iterator[None]:
    """Meanwhile every synchronous stream yields chunks that were parsed beforehand, `chunks` of them with content."""
    first, content, *last = bare.stream()
    ready = [first, *[content] * chunks, *last]

    def stand_in(stream: Any) -> Iterator[Any]:
        yield from ready
        for _rest in stream.response.iter_bytes():
            pass

    kind: Any = openai.Stream
    own, kind.__stream__ = kind.__stream__, stand_in
    try:
        yield
    finally:
        kind.__stream__ = own


class Turns:
    """The variants of one process; every method gives seconds per call or per stream, in their order."""

    def __init__(self, variants: Sequence[Bare]) -> None:
        self.variants = variants
        self.made = 0
        self._loop = asyncio.new_event_loop()
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
        """As `call`."""
        return self._take(count, CALLS_PER_TURN, call)

    def calls_later(self, count: int) -> list[float]:
        """As `call_later`."""
        run = self._loop.run_until_complete
        return self._take(count, CALLS_PER_TURN, lambda subject, each: run(call_later(subject, each)))

    def streams(self, count: int, chunks: int) -> list[float]:
        """As `read`."""
        self._expect(chunks)
        return self._take(count, CHUNKS_PER_TURN // chunks, read)

    def streams_later(self, count: int, chunks: int) -> list[float]:
        """As `read_later`."""
        self._expect(chunks)
        run = self._loop.run_until_complete
        return self._take(count, CHUNKS_PER_TURN // chunks, lambda subject, each: run(read_later(subject, each)))

    def parsed_streams(self, count: int, chunks: int) -> list[float]:
        """As `read`, of chunks that `parsed` has ready; the first variant must be the bare client."""
        self._expect(1)
        with parsed(self.variants[0], chunks):
            return self._take(count, 1, read)

    def _take(self, count: int, at_once: int, work: Callable[[Bare, int], None]) -> list[float]:
        gc.collect()
        each = min(max(at_once, 1), count)
        turns = -(-count // each)
        self.made += turns * each
        spent = [0.0] * len(self.variants)
        for _ in range(turns):
            for place in self._dice.sample(range(len(spent)), len(spent)):
                start = process_time()
                work(self.variants[place], each)
                spent[place] += process_time() - start
        for place, subject in enumerate(self.variants):
            start = process_time()
            subject.settle()
            spent[place] += process_time() - start
        return [seconds / (turns * each) for seconds in spent]

    def _expect(self, chunks: int) -> None:
        for subject in self.variants:
            if subject.provider.chunks != chunks:
                subject.provider.chunks = chunks

    def unrecorded(self) -> list[float]:
        """How many calls each variant has missed, or counted too often; 0 for one that records none."""
        found = [subject.recorded() for subject in self.variants]
        return [0.0 if recorded is None else self.made - recorded for recorded in found]
