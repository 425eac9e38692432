"""Those who weigh most among any number of keys, in bounded memory: Space-Saving over weights of three parts.

Weights are compared by cost, then tokens, then requests. That order is kept by adding, which is all that
Space-Saving asks for: with n counters, a key whose share of the whole is more than 1/n is always among them.
A key that takes another's counter is taken to have weighed as much as that one, for the choice of the next to
go; its rank is by what was really seen of it.
"""

from __future__ import annotations

from heapq import heapify, heapreplace, nlargest
from operator import attrgetter
from typing import Any

Weight = tuple[float, float, float]
_NOTHING: Weight = (0.0, 0.0, 0.0)


class Hitter:
    """One key and its weight since it has had a counter; `pinned` ones keep it whatever comes."""

    __slots__ = ("cost", "floor", "key", "label", "pinned", "requests", "series", "tokens")

    def __init__(self, key: str, floor: Weight, series: Any) -> None:
        self.key = key
        self.floor = floor
        self.cost = self.tokens = self.requests = 0.0
        self.pinned = False
        self.label: str | None = None
        self.series = series

    def at_most(self) -> Weight:
        """What the key weighs at most: it may have been here before."""
        cost, tokens, requests = self.floor
        return (cost + self.cost, tokens + self.tokens, requests + self.requests)

    def scale(self, factor: float) -> None:
        """Makes everything weigh less."""
        cost, tokens, requests = self.floor
        self.floor = (cost * factor, tokens * factor, requests * factor)
        self.cost *= factor
        self.tokens *= factor
        self.requests *= factor


weight = attrgetter("cost", "tokens", "requests")
"""What was seen of a hitter, as a `Weight`."""


def beats(challenger: Hitter, holder: Hitter, factor: float) -> bool:
    """Whether one weighs more than `factor` times the other."""
    return bool(weight(challenger) > (holder.cost * factor, holder.tokens * factor, holder.requests * factor))


class HeavyHitters:
    """At most `capacity` hitters by key; not all of them may be pinned."""

    __slots__ = ("_heap", "_serial", "by_key", "capacity")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.by_key: dict[str, Hitter] = {}
        self._heap: list[tuple[Weight, int, Hitter]] | None = None
        self._serial = 0

    def track(self, key: str, series: Any) -> Hitter:
        """A counter for a key that has none, of the lightest if all are taken."""
        if len(self.by_key) < self.capacity:
            self._heap = None
            made = Hitter(key, _NOTHING, series)
        else:
            made = self._replace_lightest(key, series)
        self.by_key[key] = made
        return made

    def _replace_lightest(self, key: str, series: Any) -> Hitter:
        heap = self._heap
        if heap is None:
            heap = self._heap = self._rebuilt()
        # Weights only grow while the heap lives, so an entry that is still true at the top is the lightest.
        while (now := heap[0][2].at_most()) != heap[0][0]:
            heapreplace(heap, (now, *heap[0][1:]))
        self._serial += 1
        made = Hitter(key, now, series)
        lightest = heapreplace(heap, (now, self._serial, made))[2]
        del self.by_key[lightest.key]
        return made

    def _rebuilt(self) -> list[tuple[Weight, int, Hitter]]:
        unpinned = [hitter for hitter in self.by_key.values() if not hitter.pinned]
        heap = [(hitter.at_most(), serial, hitter) for serial, hitter in enumerate(unpinned)]
        heapify(heap)
        self._serial = len(heap)
        return heap

    def pin(self, hitter: Hitter, *, pinned: bool = True) -> None:
        """Keeps a hitter from losing its counter, or no longer."""
        hitter.pinned = pinned
        self._heap = None

    def heaviest(self, count: int) -> list[Hitter]:
        """Those that are not pinned, heaviest first."""
        return nlargest(count, (hitter for hitter in self.by_key.values() if not hitter.pinned), key=weight)

    def scale(self, factor: float) -> None:
        """Makes what has been weigh less than what will come."""
        self._heap = None
        for hitter in self.by_key.values():
            hitter.scale(factor)
