"""When scrapes and evaluations are, and how much of a window trouble has filled by then."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """Milliseconds between scrapes, and between evaluations.

    Time 0 is an evaluation and a scrape right after it, which is the last to see that all is well: the worst moment for
    trouble to begin, since it takes a whole interval until the next of either.
    """

    scrape: int
    evaluation: int

    @property
    def unit(self) -> int:
        """How long a scrape comes after an evaluation; no window that is read at one ends on the other."""
        return max(1, math.gcd(self.scrape, self.evaluation) // 2)

    def scrapes(self, time: int) -> int:
        """The scrapes up to `time` that see trouble; 0 at time 0, less than 0 before."""
        return (time - self.unit) // self.scrape

    def part(self, window: int, time: int) -> float:
        """Share of what grew in a window that ends at `time` which grew since trouble began: 0 to 1."""
        last, before = self.scrapes(time), self.scrapes(time - window)
        # The first scrape within the window tells where the counter was, not how it grew.
        first = before + 1
        grown = last - first
        return max(0, last - max(first, 0)) / grown if grown > 0 else 0.0

    def coarser(self, times: int) -> Grid:
        """The same with everything so many times as far apart."""
        return Grid(self.scrape * times, self.evaluation * times)

    def evaluations(self, length: int) -> int:
        """The fewest evaluations that take `length` or longer."""
        return -(-length // self.evaluation)
