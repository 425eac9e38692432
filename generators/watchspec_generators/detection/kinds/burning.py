"""Alerts on error budgets: a share of an objective's calls is bad."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from watchspec_generators.detection.kinds.signals import shares
from watchspec_generators.detection.playing import SLIGHTLY_LESS, clocks, placed
from watchspec_generators.detection.samples import spaced
from watchspec_generators.model import BurnAlert
from watchspec_generators.rules.objectives import base_window, good_count, is_chained, total_name
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.burning.clock import Clock
from watchspec_generators.unit_tests.burning.playing import play
from watchspec_generators.unit_tests.burning.scene import Stretch
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.timing import PLENTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.detection.grid import Grid
    from watchspec_generators.detection.trouble import Measure, Moment
    from watchspec_generators.model import AnyAlert, Monitoring
    from watchspec_generators.values import Duration

_HAIR = 1e-9
_SAMPLES = 30
"""Least samples in the longest window that is read from the counters."""
_FEWEST = 2.3
"""Scrapes in the window of which sums are recorded: `increase` needs two."""


@dataclass(frozen=True)
class BurnTrouble:
    """`size`: the share of calls that are bad."""

    monitoring: Monitoring
    alert: BurnAlert
    name: str
    size: float

    measure: Measure = "share"

    @property
    def begins(self) -> int | None:
        """Whenever it may."""
        return None

    @property
    def grid(self) -> Grid:
        """Scrapes and evaluations as they are at work."""
        return clocks(self.monitoring)

    @property
    def trial(self) -> Grid:
        """Coarser for windows of days, which are made of recorded sums: tests would be long."""
        if self._exact == self._windows:
            return self.grid
        most = max(1, int(self._base.milliseconds / _FEWEST / self.grid.scrape))
        # Prometheus 2 and 3 differ in whether a window holds what lies on its left end.
        clear = (
            times
            for times in range(most, 0, -1)
            if all(window.milliseconds % (times * self.grid.evaluation) for window in self._windows - self._exact)
        )
        return self.grid.coarser(next(clear, most))

    @property
    def settled(self) -> int:
        """The longest window is full, and so were the sums that it is made of."""
        return max(self._windows).milliseconds + self._base.milliseconds + 2 * self.grid.scrape

    @property
    def past(self) -> int:
        """The longest window, and the first sum that it is made of."""
        return self.settled + 4 * self.trial.scrape

    @property
    def ticks(self) -> Duration | None:
        """What longer windows are made of is given."""
        return None

    @property
    def _base(self) -> Duration:
        return base_window(self.monitoring)

    @cached_property
    def _windows(self) -> frozenset[Duration]:
        return frozenset(window for pair in self.alert.windows for window in (pair.long, pair.short))

    @cached_property
    def _exact(self) -> frozenset[Duration]:
        return frozenset(window for window in self._windows if not is_chained(self.monitoring, window))

    def holds(self, grid: Grid, time: int) -> bool:
        """Whether any pair of windows is past its limit."""
        return any(
            all(self._burn(grid, window, time) > pair.burn * (1 + _HAIR) for window in (pair.long, pair.short))
            for pair in self.alert.windows
        )

    def _burn(self, grid: Grid, window: Duration, time: int) -> float:
        exact = window in self._exact
        part = grid.part(window.milliseconds, time) if exact else self._part_of_sums(grid, window, time)
        return part * self.size / self.alert.objective.budget

    def _part_of_sums(self, grid: Grid, window: Duration, time: int) -> float:
        """The mean part of the sums, one an evaluation, that a chained window is made of."""
        base, last = self._base.milliseconds, time // grid.evaluation
        count = window.milliseconds // grid.evaluation + 1
        first = max(1, last - count + 1)
        full = grid.evaluations(base + 2 * grid.scrape)
        growing = range(first, min(last, full) + 1)
        grown = sum(grid.part(base, number * grid.evaluation) for number in growing)
        return (grown + max(0, last - max(full, first - 1))) / count

    def series(self, grid: Grid, at: Moment) -> Mapping[str, str]:
        """The objective's calls and, of chained windows, the sums that were recorded before."""
        shape, calls = placed(grid, at), self._calls(grid)
        stretches = (
            Stretch(shape.well, 0.0, calls),
            Stretch(shape.bad, self.size * SLIGHTLY_LESS / self.alert.objective.budget, calls),
        )
        labels, clock = series_labels(self.monitoring.matchers), Clock(grid.scrape, grid.scrape)
        played = play(self.monitoring, self.alert.objective, clock, stretches, labels)
        windows = {window.milliseconds for window in (*self._exact, self._base)}
        written = shape.written(played, windows, max(windows) // _SAMPLES)
        return written if self._exact == self._windows else {**written, **self._recorded(grid, at, calls)}

    def _calls(self, grid: Grid) -> float:
        """Calls between two scrapes, well above the floor in every window; longer ones are counted by evaluations."""
        floor, shortest = self.alert.floor.quantity.value or 1.0, min(self._windows).milliseconds
        fewer = grid.evaluation / self.grid.evaluation
        return PLENTY * floor * fewer * grid.scrape / shortest

    def _recorded(self, grid: Grid, at: Moment, calls: float) -> Mapping[str, str]:
        base = self._base.milliseconds
        total = calls * base / grid.scrape
        begin = -(at.begins // grid.evaluation) + 1
        # The last one is recorded by the rules themselves.
        numbers = range(begin, (at.looked - at.begins) // grid.evaluation)
        bad = [self.size * SLIGHTLY_LESS * max(0.0, grid.part(base, number * grid.evaluation)) for number in numbers]
        values = {
            good_count(self.monitoring): [total * (1 - share) for share in bad],
            total_name(self.monitoring, self._base): [total] * len(bad),
        }
        labels = braced({"service": self.monitoring.service.name, "objective": self.alert.objective.name})
        first, distance = (at.begins + begin * grid.evaluation) // grid.unit, grid.evaluation // grid.unit
        return {
            name + labels: spaced(" ".join(f"{value:.12g}" for value in each), first, distance, range(len(bad)))
            for name, each in values.items()
        }


def troubles(monitoring: Monitoring, alert: AnyAlert) -> Iterator[BurnTrouble]:
    """Shares of bad calls, and twice the share that the objective allows."""
    if isinstance(alert, BurnAlert):
        yield from (BurnTrouble(monitoring, alert, *each) for each in shares(alert.objective.budget))
