"""What tests of budgets are played with: counters of dollars, and where the first periods of 1970 begin and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from watchspec.catalogue import COST, UNSET
from watchspec_generators.signals.playing import REPLICAS, braced, series_selector
from watchspec_generators.unit_tests.labels import by_labels, foreign_labels, series_labels
from watchspec_generators.values.zone import DAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.budgets import Budget

_TICKS = {"day": 1_800_000, "month": 7_200_000}
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_DAYS_BEFORE = 2
_PERIODS = _DAYS_BEFORE + 3
_MOST = 3.0
"""Counters begin at so many amounts, none of which was spent in the test."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a budget: the evaluations that are in it, as numbers from the start of the test."""

    tick: int
    """Between evaluations, and between samples, in milliseconds."""
    first: int
    last: int
    start_seconds: int
    end_seconds: int
    next_end_seconds: int

    def left_seconds(self, tick: int) -> float:
        """Time from an evaluation to the period's end."""
        return self.end_seconds - tick * self.tick / 1000


def period(budget: Budget) -> Period:
    """The first period that a test can play from its start, or nearly so."""
    clock = _EPOCH + timedelta(seconds=budget.zone.offset(0))
    local = clock.replace(hour=0, minute=0, second=0)
    if budget.per == "month":
        local = local.replace(day=1)
    edges = [_instant(budget, _later(budget, local, periods)) for periods in range(_PERIODS)]
    # A month is played from the test's start, if that is near its own; a day needs some days before it.
    which = _DAYS_BEFORE if budget.per == "day" else int(edges[1] < DAY_SECONDS)
    start, end, next_end = edges[which : which + 3]
    # What is spent before the first evaluation is never seen.
    tick = tick_of(budget)
    return Period(tick, max(_tick_at(start, tick), 1), _tick_at(end, tick) - 1, start, end, next_end)


def tick_of(budget: Budget) -> int:
    """Between evaluations, in milliseconds: promtool needs about a millisecond for each."""
    return _TICKS[budget.per]


def _later(budget: Budget, local: datetime, periods: int) -> datetime:
    if budget.per == "day":
        return local + timedelta(periods)
    months = local.year * 12 + local.month - 1 + periods
    return local.replace(year=months // 12, month=months % 12 + 1)


def _instant(budget: Budget, local: datetime) -> int:
    return budget.zone.instant(int((local - _EPOCH).total_seconds()))


def _tick_at(seconds: int, tick: int) -> int:
    """The first evaluation at or after an instant."""
    return -(-seconds * 1000 // tick)


@dataclass(frozen=True, slots=True)
class Spending:
    """Counters of the calls that a budget is about, and of others."""

    monitoring: Monitoring
    budget: Budget

    @property
    def label_sets(self) -> list[dict[str, str]]:
        """Two sets of the labels that the budget splits by, or one."""
        teams = {"team": (*self.budget.teams, UNSET), "feature": (), "model": ()}
        declared = teams | {"feature": tuple(self.monitoring.features), "model": tuple(self.monitoring.models)}
        fixed = {label: values[0] for label, values in self.budget.only.items()}
        return by_labels(self.budget.by, {**series_labels(self.monitoring.matchers), **fixed}, declared)

    def counters(self, spent: Mapping[int, float], last: int, *, which: int = 0) -> dict[str, str]:
        """Counters of three replicas that together spend `spent` (dollars by tick) of the `which`th split."""
        labels = self.labels(which)
        return {
            series_selector(COST.name, labels, replica): self.values(spent, last, share)
            for replica, share in REPLICAS.items()
        }

    def labels(self, which: int = 0) -> dict[str, str]:
        """Labels of a counter of the `which`th split."""
        return {**series_labels(self.monitoring.matchers), **self._raw(self.label_sets[which])}

    def others(self, last: int) -> dict[str, str]:
        """Counters that the budget is not about, each for one reason, and each spending all of it every half hour."""
        lavish = dict.fromkeys(range(1, last + 1), self.budget.amount.value)
        return {series_selector(COST.name, labels, "other"): self.values(lavish, last) for labels in self.foreign()}

    def foreign(self) -> list[dict[str, str]]:
        """Labels of counters that the budget is not about, each for one reason."""
        own, raw = series_labels(self.monitoring.matchers), self._raw(self.label_sets[0])
        foreign = [{**raw, **labels} for labels in foreign_labels(self.monitoring.matchers)]
        return [*foreign, *({**own, **raw, label: "not-in-the-budget"} for label in self.budget.only)]

    def values(self, spent: Mapping[int, float], last: int, share: float = 1.0) -> str:
        """A counter in promtool's notation."""
        words, value, quiet = [], dear(self.budget.amount.value), 0
        for tick in range(last + 1):
            if dollars := spent.get(tick, 0.0) * share:
                words += [run(value, quiet)] if quiet else []
                value, quiet = value + dollars, 0
            quiet += 1
        return " ".join([*words, run(value, quiet)])

    def recorded(self, names: Mapping[str, Mapping[str, str]], last: int) -> dict[str, str]:
        """Series of those names and labels as another service, and another budget, records them."""
        return {
            name + braced({**labels, **other}): run(self.budget.amount.value, last + 1)
            for name, labels in names.items()
            for other in self.strangers()
        }

    def strangers(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Labels of what another service, and another budget, records."""
        own = {"service": self.monitoring.service.name, "budget": self.budget.name}
        return {**own, "service": f"not-{own['service']}"}, {**own, "budget": f"not-{own['budget']}"}

    def _raw(self, split: Mapping[str, str]) -> dict[str, str]:
        """Labels of the counters behind a split: of a team, its first feature."""
        labels = {label: values[0] for label, values in self.budget.only.items()}
        for label, value in split.items():
            if label == "team":
                labels.setdefault("feature", self.budget.teams.get(value, (f"not-of-{value}",))[0])
            else:
                labels[label] = value
        return labels


def dear(*dollars: float) -> float:
    """More than any of these sums, for a counter to begin with."""
    return _MOST * max(dollars)


def run(value: float, samples: int) -> str:
    """So many samples of one value, in promtool's notation."""
    return f"{value:.10g}+0x{samples - 1}" if samples > 1 else f"{value:.10g}"
