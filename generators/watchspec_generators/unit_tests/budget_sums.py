"""Tests of what follows from the spend of many evaluations, which is played as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.rules.budgets import budget_rules, names_of, per_minute
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.budget_calendar import period_at
from watchspec_generators.unit_tests.samples_at import BEGIN, samples_at
from watchspec_generators.unit_tests.spend import Spending
from watchspec_generators.unit_tests.types import UnitTest, Value, recorded, unrecorded
from watchspec_generators.values.zone import DAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.budgets import Budget
    from watchspec_generators.values import Duration

_SAMPLES = 4
"""In the time that the burn rate is taken over."""


@dataclass(frozen=True, slots=True)
class Spent:
    """A share of the amount that was spent at one evaluation."""

    age: int
    """In samples, before the test's end."""
    share: float
    period: str = "present"
    """`present`; `past`, which is over; `next`, which does not exist yet."""
    again: bool = False
    """Recorded as a second series of the same split and period."""


@dataclass(frozen=True, slots=True)
class Course:
    """A budget whose spend is played."""

    monitoring: Monitoring
    budget: Budget

    @property
    def step(self) -> int:
        """Milliseconds between samples."""
        return self.budget.pace.recent.milliseconds // _SAMPLES

    @property
    def end(self) -> int:
        """The last evaluation, in milliseconds; there is none between it and the start."""
        return 2 * self.budget.pace.longest.milliseconds

    @property
    def own(self) -> dict[str, str]:
        """Labels of all that is recorded."""
        return {"service": self.monitoring.service.name, "budget": self.budget.name}

    @property
    def splits(self) -> list[dict[str, str]]:
        """Labels of what has the whole amount."""
        return Spending(self.monitoring, self.budget).label_sets

    @property
    def period(self) -> tuple[int, int]:
        """Begin and end of the period at the end of the test."""
        return period_at(self.budget, self.end // 1000)

    def name(self, what: str) -> str:
        """Name of a recorded series."""
        return names_of(self.monitoring, self.budget).name(what)

    def windowed(self, window: Duration, times: float) -> int:
        """So many windows, in samples."""
        return int(window.milliseconds * times) // self.step

    def mixed(self) -> list[Spent]:
        """Something in the newer and the older half of each window, and before it; and of other periods."""
        pace = self.budget.pace
        ages = [
            self.windowed(window, times)
            for window in (pace.recent, pace.usual, pace.longest)
            for times in (0.25, 0.75, 1.5)
        ]
        present = [Spent(age, 2**power / 1000) for power, age in enumerate(dict.fromkeys(ages))]
        others = [Spent(2, 0.03, "past"), Spent(5, 0.07, "past"), Spent(3, 0.11, "next"), Spent(1, 0.05, again=True)]
        return [*present, *others]

    def quiet(self) -> list[Spent]:
        """Nothing for longer than the usual pace is taken over."""
        usual, longest = (self.windowed(window, 1) for window in (self.budget.pace.usual, self.budget.pace.longest))
        return [Spent((usual + longest) // 2, 0.3)]

    def played(self, split: Mapping[str, str], course: Sequence[Spent]) -> dict[str, str]:
        """Series of what was spent."""
        start, end = self.period
        periods = {"present": start, "past": start - DAY_SECONDS, "next": end}
        found: dict[str, dict[int, float]] = {}
        for one in course:
            again = {"again": "yes"} if one.again else {}
            labels = {**self.own, **split, "period": str(periods[one.period]), **again}
            place = found.setdefault(self.name(per_minute(self.monitoring)) + braced(labels), {})
            place[self.end // self.step - one.age] = one.share * self.budget.amount.value
        return {series: samples_at(values) for series, values in found.items()}

    def strangers(self) -> dict[str, str]:
        """What others record, whose present period is the past one here."""
        past = self.period[0] - DAY_SECONDS
        found = {}
        for name in dict.fromkeys(rule["record"] for rule in budget_rules(self.monitoring, self.budget)):
            is_time, of_period = name.endswith("timestamp_seconds"), ":increase" in name
            split = {**self.splits[0], **({"period": str(past)} if of_period else {})}
            value = past if is_time else self.budget.amount.value
            for labels in ({"edge": "start"}, {"edge": "end"}) if is_time else (split,):
                for other in Spending(self.monitoring, self.budget).strangers():
                    found[name + braced({**labels, **other})] = samples_at({self.end // self.step: value})
        return found

    def values(self, split: Mapping[str, str], course: Sequence[Spent]) -> Iterator[Value]:
        """What follows from it."""
        amount, pace, labels = self.budget.amount.value, self.budget.pace, {**self.own, **split}
        start, end = self.period

        def within(window: Duration, *periods: str) -> list[float]:
            return [
                one.share * amount
                for one in course
                if one.age < self.windowed(window, 1) and one.period in (periods or (one.period,))
            ]

        spent = sum(within(pace.longest, "present"))
        recent, usual = within(pace.recent), within(pace.usual)
        each_second = sum(usual) / pace.usual.seconds
        forecast = spent + each_second * (end - self.end / 1000)
        expected = {
            "spend:usd": spent,
            "spend:ratio": spent / amount,
            "left:usd": amount - spent,
            "left:ratio": 1 - spent / amount,
            f"burn:ratio{pace.recent}": sum(recent) / pace.recent.seconds * (end - start) / amount if recent else None,
            "forecast:usd": forecast,
            "forecast:ratio": forecast / amount,
            "exhaustion:days": max(amount - spent, 0.0) / each_second / DAY_SECONDS if each_second else None,
        }
        for what, value in expected.items():
            name = self.name(what)
            if value == 0:
                yield Value(self.end, f"abs({name}{braced(labels)})", ((labels, 0),))
            else:
                yield unrecorded(self.end, name, labels) if value is None else recorded(self.end, name, labels, value)


def sums_tests(course: Course) -> Iterator[UnitTest]:
    """Spend of all ages and periods beside others', too much of it, none for long, and none at all of late."""
    mixed, quiet = course.mixed(), course.quiet()
    *_, last = course.splits
    series = {**course.played(course.splits[0], mixed), **course.strangers(), **BEGIN}
    values = list(course.values(course.splits[0], mixed))
    if last != course.splits[0]:
        series |= course.played(last, quiet)
        values += course.values(last, quiet)
    yield UnitTest("spend of every age", course.step, series, values=tuple(values))
    others = {"more than the amount": [Spent(1, 1.5)], "quiet for long": quiet, "idle": [*quiet, Spent(1, 0.0)]}
    for what, spent in others.items():
        split = course.splits[0]
        yield UnitTest(
            what, course.step, {**course.played(split, spent), **BEGIN}, values=tuple(course.values(split, spent))
        )
