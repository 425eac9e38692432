"""Tests of each evaluation's spend: counters that grow, begin anew, and go unseen, each by an amount of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import COST, UNSET
from watchspec_generators.rules.budgets import EDGE, REMEMBERED, interval, names_of, per_minute
from watchspec_generators.signals.playing import braced, series_selector
from watchspec_generators.unit_tests.budget_calendar import period_at
from watchspec_generators.unit_tests.samples_at import BEGIN, samples_at
from watchspec_generators.unit_tests.spend import Spending
from watchspec_generators.unit_tests.types import UnitTest, recorded, unrecorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.budgets import Budget

_LATELY: Mapping[str, tuple[float, Mapping[int, float]]] = {
    "grows": (4, {4: 100, 3: 101, 2: 102, 1: 103, 0: 105}),
    "begins anew below what it was": (8, {3: 1, 1: 50, 0: 9}),
    "is seen early": (16, {4: 100, 2: 116}),
    "idles": (0, {4: 70, 3: 70, 2: 70, 1: 70, 0: 70}),
    "begins anew": (32, {3: 400, 0: 32}),
    "begins anew with little": (0.05, {3: 0.1, 0: 0.05}),
    "begins anew early": (4096, {3: 8000, 2: 4096}),
    "begins anew twice": (8192, {3: 20_000, 1: 9000, 0: 8192}),
    "is new": (0, {0: 1024}),
}
"""What counters do: the dollars that count, and their values by age, in samples: those before 3 are of this window."""
_GONE = {4: 100, 3: 300}
_LONG, _TOO_LONG = 2 / 3, 3 / 2
"""How long counters are unseen, in times of how long they are remembered."""


def growth_clock(monitoring: Monitoring) -> tuple[int, int]:
    """Milliseconds between samples and between evaluations: windows end between samples."""
    step = interval(monitoring).milliseconds * 5 // 12
    return step, (2 * REMEMBERED.milliseconds // step + 1) * step


def growth_test(monitoring: Monitoring, budget: Budget) -> UnitTest:
    """Every counter counts with what it grew by since the last evaluation; later, none is scraped any more."""
    spending, names = Spending(monitoring, budget), names_of(monitoring, budget)
    step, tick = growth_clock(monitoring)
    name, own = names.name(per_minute(monitoring)), {"service": names.service, "budget": budget.name}
    series = {
        series_selector(COST.name, spending.labels(), what): samples_at(
            {tick // step - age: v for age, v in at.items()}
        )
        for what, (_, at) in _counters(step).items()
    }
    gone = {2 * tick // step - age: float(value) for age, value in _GONE.items()}
    series[series_selector(COST.name, spending.labels(), "is gone")] = samples_at(gone)
    grown = {(tick // step) - 3: 100.0, tick // step: 103.0}
    series |= {series_selector(COST.name, one, "other"): samples_at(grown) for one in spending.foreign()}
    for other in spending.strangers():
        for edge in ("start", "end"):
            series[EDGE + braced({"edge": edge, **other})] = samples_at({tick // step: 1.0})
    period = {"period": str(period_at(budget, tick // 1000)[0])}
    counted = sum(dollars for dollars, _ in _counters(step).values())
    values = [recorded(tick, name, {**own, **spending.label_sets[0], **period}, counted)]
    for split, counters in _others(spending):
        for which, one in enumerate(counters):
            series[series_selector(COST.name, one, f"beside {which}")] = samples_at(grown)
        values.append(recorded(tick, name, {**own, **split, **period}, 3.0 * len(counters)))
    values.append(unrecorded(2 * tick, name, {**own, **spending.label_sets[0]}))
    return UnitTest("what counters grow by", step, {**series, **BEGIN}, values=tuple(values))


def _counters(step: int) -> Mapping[str, tuple[float, Mapping[int, float]]]:
    long, too_long = (int(REMEMBERED.milliseconds * times) // step for times in (_LONG, _TOO_LONG))
    hour = REMEMBERED.milliseconds // 6 // step
    return {
        **_LATELY,
        "is back": (64, {long: 10, 0: 74}),
        "is back and begins anew": (128, {long: 500, 0: 128}),
        "is back too late": (0, {too_long: 10, 0: 266}),
        "is back too late and begins anew": (0, {too_long: 600, 0: 512}),
        "began anew before": (2048, {hour: 9000, 3: 10, 0: 2058}),
    }


def _others(spending: Spending) -> Iterator[tuple[Mapping[str, str], list[Mapping[str, str]]]]:
    """Another split, and the labels of its counters; one by team is that of all features without one."""
    if len(spending.label_sets) == 1:
        return
    if spending.budget.by == ("team",) and "feature" not in spending.budget.only:
        own = spending.labels()
        yield {"team": UNSET}, [{**own, "feature": f"not-of-{UNSET}"}, {**own, "feature": "of-nobody"}]
    else:
        yield spending.label_sets[1], [spending.labels(1)]
