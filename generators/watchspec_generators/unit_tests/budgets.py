"""Tests of the alerts on budgets in money, played in the first periods of 1970."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec.catalogue import COST
from watchspec_generators.rules.budgets import REMEMBERED, budget_rules, interval, names_of
from watchspec_generators.signals.playing import braced, series_selector
from watchspec_generators.signals.promql import number
from watchspec_generators.unit_tests.spend import Period, Spending, dear, period, run
from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.types import Check, UnitTest, recorded
from watchspec_generators.values.zone import DAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.budgets import BudgetAlert
    from watchspec_generators.unit_tests.types import Firing, Value
    from watchspec_generators.values import Duration

_PAST, _SHORT_OF = 1.05, 0.95
"""Distances from a limit, in limits: one that is 10 % off is noticed."""
_UNEVEN_SAMPLES = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """An alert on a budget under test."""

    monitoring: Monitoring
    alert: BudgetAlert

    @property
    def spending(self) -> Spending:
        """The counters that it is played with."""
        return Spending(self.monitoring, self.alert.budget)

    @property
    def period(self) -> Period:
        """The period that it is played in."""
        return period(self.alert.budget)

    @property
    def tick(self) -> int:
        """Between evaluations, in milliseconds."""
        return self.period.tick

    @property
    def amount(self) -> float:
        """Dollars a period."""
        return self.alert.budget.amount.value

    @property
    def limit(self) -> float:
        """Dollars past which the alert fires."""
        return self.amount * self.alert.threshold.value

    @property
    def held(self) -> int:
        """Evaluations for which the condition must hold."""
        return -(-self.alert.for_.milliseconds // self.tick)

    def fires(self, tick: int, limits: float = _PAST) -> tuple[Check, Check]:
        """It fires at an evaluation, so many limits being spent, and not one sooner."""
        share = float(f"{limits * self.alert.threshold.value:.12g}")
        fired: Firing = firing(self.monitoring, self.alert, self.spending.label_sets[0], share)
        return Check(tick * self.tick - 1), Check(tick * self.tick, (fired,))

    def counters(self, spent: Mapping[int, float], last: int) -> dict[str, str]:
        """Counters that spend `spent`; others go without limit, and those of another split spend next to nothing."""
        series = self.spending.counters(spent, last) | self.spending.others(last)
        if len(self.spending.label_sets) > 1:
            series |= self.spending.counters({1: self.limit / 100}, last, which=1)
        return series


def budget_tests(monitoring: Monitoring, alert: BudgetAlert) -> Iterator[UnitTest]:
    """Quiet up to the limit, fires past it, and begins anew with the period, whatever else is spent."""
    subject = Subject(monitoring, alert)
    yield UnitTest("no data", subject.tick, {}, (Check(4 * subject.tick),))
    yield _at_the_limit(subject)
    if alert.floor is not None:
        yield _at_the_floor(subject, alert.floor.value)
        yield _short_of_the_floor(subject, alert.floor.value)
    if alert.of == "forecast":
        yield _on_course(subject, _PAST)
        yield _on_course(subject, _SHORT_OF)
        yield _after_a_dear_period(subject)
        return
    yield _whole_period(subject)
    yield _restarted(subject)
    yield _unseen(subject)
    yield _uneven(subject)


def _at_the_limit(subject: Subject) -> UnitTest:
    """Exactly the limit is not past it."""
    due, floor = (subject.held + 1) * subject.tick, subject.alert.floor
    series = _as_recorded(subject, subject.alert.threshold.value, 2 * floor.value if floor else None)
    return UnitTest("exactly at the limit", subject.tick, series, (Check(due),))


def _at_the_floor(subject: Subject, floor: float) -> UnitTest:
    """Exactly the floor is enough."""
    series = _as_recorded(subject, _PAST * subject.alert.threshold.value, floor)
    return UnitTest("exactly at the floor", subject.tick, series, subject.fires(subject.held))


def _short_of_the_floor(subject: Subject, floor: float) -> UnitTest:
    """A little less than the floor is not enough."""
    series = _as_recorded(subject, _PAST * subject.alert.threshold.value, _SHORT_OF * floor)
    return UnitTest("short of the floor", subject.tick, series, (Check((subject.held + 1) * subject.tick),))


def _as_recorded(subject: Subject, share: float, spent: float | None) -> dict[str, str]:
    """What the alert reads, played as it is, which no rule can compute."""
    names, repeated = names_of(subject.monitoring, subject.alert.budget), f"+0x{subject.held + 1}"
    labels = {"service": names.service, "budget": names.budget.name, **subject.spending.label_sets[0]}
    of = "spend:ratio" if subject.alert.of == "spent" else "forecast:ratio"
    series = {names.name(of) + braced(labels): number(share) + repeated}
    if spent is not None:
        # What rules derive from what is spent has this label, too, and so does not stand in the way.
        series[names.name("spend:usd") + braced({**labels, "case": "floor"})] = number(spent) + repeated
    return series


def _whole_period(subject: Subject) -> UnitTest:
    """What was spent when the period began counts to its end, and no longer."""
    found = subject.period
    # Old enough for half of the time that the burn rate is taken over.
    lately = found.last - subject.alert.budget.pace.recent.milliseconds * 3 // 4 // subject.tick
    parts = {found.first: _SHORT_OF, lately: 0.04, found.last: _PAST - _SHORT_OF - 0.04}
    spent = {tick: part * subject.limit for tick, part in parts.items()}
    last = found.last + 1
    checks = (*subject.fires(found.last), Check(last * subject.tick))
    values = tuple(_derived(subject, spent))
    series = subject.counters(spent, last) | subject.spending.recorded(_names(subject), last)
    return UnitTest("spent over the whole period, beside other budgets", subject.tick, series, checks, values)


def _derived(subject: Subject, spent: Mapping[int, float]) -> Iterator[Value]:
    """What is recorded for people."""
    names, found, pace = names_of(subject.monitoring, subject.alert.budget), subject.period, subject.alert.budget.pace

    def within(window: Duration) -> float:
        since = found.last - window.milliseconds // subject.tick
        return sum(dollars for tick, dollars in spent.items() if tick > since) / window.seconds

    total, usual = sum(spent.values()), within(pace.usual)
    values = {
        "left:usd": subject.amount - total,
        "left:ratio": 1 - total / subject.amount,
        f"burn:ratio{pace.recent}": within(pace.recent) * (found.end_seconds - found.start_seconds) / subject.amount,
        "forecast:usd": total + usual * found.left_seconds(found.last),
        "exhaustion:days": max(0.0, subject.amount - total) / usual / DAY_SECONDS,
    }
    own = {"service": names.service, "budget": names.budget.name, **subject.spending.label_sets[0]}
    at = found.last * subject.tick
    return (recorded(at, names.name(what), own, value) for what, value in values.items() if value)


def _restarted(subject: Subject) -> UnitTest:
    """A counter that begins anew counts from 0, and what it had reached before the test does not count."""
    limit, first, old = subject.limit, subject.period.first, dear(subject.limit, subject.amount)
    values = [old + 0.3 * limit, 0.35 * limit, 0.65 * limit, 0.75 * limit]
    last = first + len(values) - 1
    words = " ".join([run(old, first), *(run(value, 1) for value in values)])
    series = {series_selector(COST.name, subject.spending.labels(), "a"): words}
    return UnitTest("a restart", subject.tick, series, subject.fires(last))


def _names(subject: Subject) -> dict[str, Mapping[str, str]]:
    """Recorded series and their labels, as they would disturb if they were taken for the budget's own."""
    rules = budget_rules(subject.monitoring, subject.alert.budget)
    edge, period_of = {"edge": "start"}, {"period": str(subject.period.start_seconds)}
    split = subject.spending.label_sets[0]
    found: dict[str, Mapping[str, str]] = {}
    for rule in rules:
        name = rule["record"]
        own = edge if "timestamp" in name else split
        found[name] = {**own, **(period_of if ":increase" in name else {})}
    return found


def _unseen(subject: Subject) -> UnitTest:
    """What is spent while a counter is not scraped counts, unless that takes too long."""
    limit, first, old = subject.limit, subject.period.first, dear(subject.limit, subject.amount)
    remembered = REMEMBERED.milliseconds // subject.tick
    short, long = remembered - 2, remembered * 3 // 2
    seen = old + _SHORT_OF * limit
    after = seen + limit
    words = [run(old, first + 1), f"_x{short - 1}", run(seen, 1), f"_x{long - 1}", run(after, 1)]
    words.append(run(after + (_PAST - _SHORT_OF) * limit, 1))
    series = {series_selector(COST.name, subject.spending.labels(), "a"): " ".join(words)}
    return UnitTest("unseen for hours", subject.tick, series, subject.fires(first + short + long + 1))


def _uneven(subject: Subject) -> UnitTest:
    """Each evaluation looks at the time since the one before, here a small part of the time between two tests."""
    window, first, old = interval(subject.monitoring).milliseconds, subject.period.first, dear(subject.limit, 0)
    step = window * 7 // 6
    flat = first * subject.tick // step + 1
    seen, tick = 0, first
    while seen < _UNEVEN_SAMPLES:
        tick += 1
        seen += (tick * subject.tick // step) * step > tick * subject.tick - window
    dollars = _PAST * subject.limit / seen
    words = f"{run(old, flat)} {old + dollars:.10g}+{dollars:.10g}x{tick * subject.tick // step - flat + 1}"
    series = {series_selector(COST.name, subject.spending.labels(), "a"): words}
    return UnitTest("samples as seldom as evaluations", step, series, subject.fires(tick))


def _on_course(subject: Subject, goal: float) -> UnitTest:
    """At the usual pace a little more, or less, than the amount is spent by the period's end."""
    found, usual = subject.period, subject.alert.budget.pace.usual
    cycle = usual.milliseconds // subject.tick
    begin = found.last - min(2 * cycle, (found.last - found.first) // 4)
    due = begin + subject.held
    # Too old for the pace, whether the period knows it or not.
    older = begin - cycle * 17 // 10
    apart = subject.amount * (0.1 if older >= found.first else 0.5)
    counted = apart if older >= found.first else 0.0
    spent = (goal * subject.amount - counted) / (1 + found.left_seconds(due) / usual.seconds)
    series = subject.counters({older: apart, begin - cycle * 6 // 10: spent / 2, begin: spent / 2}, due)
    if goal < 1:
        return UnitTest(
            "on course for a little less",
            subject.tick,
            series,
            (Check(begin * subject.tick), Check(due * subject.tick)),
        )
    return UnitTest("on course for a little more", subject.tick, series, subject.fires(due))


def _after_a_dear_period(subject: Subject) -> UnitTest:
    """A period that begins at a pace too high: nobody is told before something of it is spent."""
    found, usual, floor = subject.period, subject.alert.budget.pace.usual, subject.alert.floor
    least = floor.value if floor else 0.0
    start = found.last + 2
    more = start + subject.held + 2
    due = more + subject.held
    left = found.next_end_seconds - due * subject.tick / 1000
    new, goal = _PAST * least, 1.5 * subject.amount
    before = (goal - new) * usual.seconds / left - new
    spent = {found.last: before, start: _SHORT_OF * least, more: (_PAST - _SHORT_OF) * least}
    return UnitTest("after a dear period", subject.tick, subject.counters(spent, due), subject.fires(due, 1.5))
