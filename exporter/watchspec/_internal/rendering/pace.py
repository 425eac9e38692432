"""Lets other threads run while much is written."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Pace = Callable[[], None]

GIVE_WAY_EVERY = 0.001
GIVE_WAY_FOR = 20e-6
"""Seconds; at 0 the interpreter is ours again before a waiting thread has woken up."""

ITEMS = 64
"""Dealt with between two looks at the clock; the costliest ones take 10 us each."""

T = TypeVar("T")


class Clock:
    """Lets other threads run about every millisecond; they would wait five for the interpreter to be taken from us."""

    __slots__ = ("_due",)

    def __init__(self) -> None:
        self._due = time.perf_counter() + GIVE_WAY_EVERY

    def __call__(self) -> None:
        if time.perf_counter() >= self._due:
            time.sleep(GIVE_WAY_FOR)
            self._due = time.perf_counter() + GIVE_WAY_EVERY


def paced(items: Sequence[T], pace: Pace) -> Iterator[T]:
    """The items, with a look at the clock every few dozen."""
    for start in range(0, len(items), ITEMS):
        yield from items[start : start + ITEMS]
        pace()
