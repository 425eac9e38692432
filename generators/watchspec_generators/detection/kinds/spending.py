"""Alerts on budgets in money: from the begin of a period on, too much is spent; before it, nothing was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from watchspec_generators.detection.grid import Grid
from watchspec_generators.detection.playing import SLIGHTLY_LESS
from watchspec_generators.model import BudgetAlert
from watchspec_generators.model.promises import TENFOLD, TWICE
from watchspec_generators.rules.budgets import interval
from watchspec_generators.unit_tests.spend import Period, Spending, period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.detection.trouble import Measure, Moment
    from watchspec_generators.model import AnyAlert, Monitoring
    from watchspec_generators.values import Duration

_HAIR = 1e-9


@dataclass(frozen=True)
class SpendTrouble:
    """`times`: how many budgets would be spent in a period."""

    monitoring: Monitoring
    alert: BudgetAlert
    name: str
    times: float

    measure: Measure = "pace"
    ticks: Duration | None = None
    past: int = 0

    @property
    def grid(self) -> Grid:
        """Scrapes and evaluations as they are at work."""
        return Grid(self.monitoring.prometheus.scrape_interval.milliseconds, interval(self.monitoring).milliseconds)

    @property
    def trial(self) -> Grid:
        """Those of its test, which plays whole days and months."""
        return Grid(self._period.tick, self._period.tick)

    @property
    def settled(self) -> int:
        """The period is over."""
        return (self._period.end_seconds - self._period.start_seconds) * 1000 - 2 * self._period.tick

    @property
    def begins(self) -> int | None:
        """The first evaluation of the period that its test plays."""
        return self._period.first * self._period.tick

    @cached_property
    def _period(self) -> Period:
        return period(self.alert.budget)

    @property
    def _seconds(self) -> int:
        return self._period.end_seconds - self._period.start_seconds

    def holds(self, grid: Grid, time: int) -> bool:
        """Whether what is spent, or is on course for, is past the limit."""
        passed = max(0, grid.scrapes(time)) * grid.scrape / 1000
        spent = self.times * passed / self._seconds
        limit = self.alert.threshold.value * (1 + _HAIR)
        if self.alert.of == "spent":
            return spent > limit
        usual, floor = self.alert.budget.pace.usual.seconds, self.alert.floor
        left = self._seconds - time / 1000 - (self._late if grid == self.trial else 0)
        forecast = spent + min(passed, usual) / usual * self.times / self._seconds * left
        enough = spent * self.alert.budget.amount.value >= (floor.value if floor else 0.0) * (1 + _HAIR)
        return forecast > limit and enough

    @property
    def _late(self) -> float:
        """How long after the period's begin a test evaluates first, in seconds."""
        return self._period.first * self._period.tick / 1000 - self._period.start_seconds

    def series(self, grid: Grid, at: Moment) -> Mapping[str, str]:
        """Counters that grow with every evaluation, from the second of the period on."""
        dollars = self.times * SLIGHTLY_LESS * self.alert.budget.amount.value * grid.evaluation / 1000 / self._seconds
        last = at.looked // grid.evaluation
        spent = dict.fromkeys(range(self._period.first + 2, last + 1), dollars)
        return Spending(self.monitoring, self.alert.budget).counters(spent, last)


def troubles(monitoring: Monitoring, alert: AnyAlert) -> Iterator[SpendTrouble]:
    """Ten budgets and two a period."""
    if isinstance(alert, BudgetAlert):
        yield SpendTrouble(monitoring, alert, TENFOLD, 10.0)
        yield SpendTrouble(monitoring, alert, TWICE, 2.0)
