"""One kind of trouble for one alert: whether the alert's condition holds at a time after it began, and its series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.detection.grid import Grid
    from watchspec_generators.model import AnyAlert
    from watchspec_generators.values import Duration

Measure = Literal["share", "threshold", "pace", "absence"]
"""What a trouble's name counts: bad calls of all, thresholds, or budgets a period; or that nothing is there at all."""


@dataclass(frozen=True, slots=True)
class Moment:
    """In a test's milliseconds: when trouble begins, when the alert's condition is judged, and its `for` over."""

    begins: int
    decided: int
    looked: int


class Trouble(Protocol):
    """Times are in milliseconds since trouble began."""

    @property
    def name(self) -> str:
        """How bad it is: `100%`, `2x`."""

    @property
    def measure(self) -> Measure:
        """What that counts."""

    @property
    def alert(self) -> AnyAlert:
        """The alert that should notice."""

    @property
    def grid(self) -> Grid:
        """Scrapes and evaluations as they are at work."""

    @property
    def trial(self) -> Grid:
        """Those of its test: the same, or coarser where sums of many evaluations are added up."""

    @property
    def settled(self) -> int:
        """After that nothing changes any more."""

    @property
    def past(self) -> int:
        """How long all must have been well before, for the test."""

    @property
    def ticks(self) -> Duration | None:
        """Longest time between a test's evaluations; None: nothing is read but what the last one itself records."""

    @property
    def begins(self) -> int | None:
        """When it begins in its test, if the test must evaluate all the time from then on; None: whenever it may."""

    def holds(self, grid: Grid, time: int) -> bool:
        """Whether the alert's condition is met at an evaluation; once it is, it stays so."""

    def series(self, grid: Grid, at: Moment) -> Mapping[str, str]:
        """Input series of a test whose samples are `grid.unit` apart."""


def fires_after(trouble: Trouble, grid: Grid) -> int | None:
    """How long after trouble began the alert fires, in milliseconds; None: never."""
    held = grid.evaluations(trouble.alert.for_.milliseconds)
    first = _first(trouble, grid)
    return None if first is None else (first + held) * grid.evaluation


def _first(trouble: Trouble, grid: Grid) -> int | None:
    """The first evaluation at which the condition is met, found by halving."""
    low, high = 0, grid.evaluations(trouble.settled) + 2
    if not trouble.holds(grid, high * grid.evaluation):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if trouble.holds(grid, middle * grid.evaluation) else (middle, high)
    return high
