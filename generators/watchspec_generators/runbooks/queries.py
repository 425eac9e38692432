"""The first queries to run when an alert fires: its own value, then what lies behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.model import BudgetAlert, BurnAlert, RawAlert, SignalAlert
from watchspec_generators.rules.budgets import names_of
from watchspec_generators.rules.objectives import HISTOGRAMS, REMAINING, burn_expr, of_objective, parts
from watchspec_generators.rules.queries import alert_query
from watchspec_generators.rules.recording import has_floor
from watchspec_generators.signals import SIGNALS, Query
from watchspec_generators.signals.promql import selector, summed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec.catalogue import Metric
    from watchspec_generators.model import AnyAlert, Monitoring

_BEHIND: Mapping[Metric, tuple[Metric, ...]] = {
    catalogue.REQUESTS: (catalogue.ERRORS, catalogue.ATTEMPTS),
    catalogue.DURATION: (catalogue.ATTEMPTS, catalogue.TIME_TO_FIRST_TOKEN),
    catalogue.TIME_TO_FIRST_TOKEN: (catalogue.TOKENS,),
    catalogue.COST: (catalogue.REQUESTS, catalogue.TOKENS),
}
"""What explains a metric."""
_SPLIT = ("model", "feature")


@dataclass(frozen=True, slots=True)
class Step:
    """A query and what it answers."""

    question: str
    expr: str


def steps(monitoring: Monitoring, alert: AnyAlert) -> tuple[Step, ...]:
    """The queries for `alert`, most telling first."""
    if isinstance(alert, BurnAlert):
        return (*_spent(monitoring, alert), *_bad(monitoring, alert))
    if isinstance(alert, BudgetAlert):
        return (*_money(monitoring, alert), *_where(monitoring, alert))
    if isinstance(alert, RawAlert):
        return (Step("What the alert sees:", alert.expr),)
    return (*_seen(monitoring, alert), *_behind(monitoring, alert))


def _seen(monitoring: Monitoring, alert: SignalAlert) -> Iterator[Step]:
    signal = SIGNALS[alert.signal]
    recorded = signal.record(alert_query(monitoring, alert))
    if signal.kind == "event":
        yield Step("What the alert sees:", recorded.value)
        return
    ours = f'service="{monitoring.service.name}"'
    if recorded.bound:
        yield Step("The estimate:", selector(recorded.value, ours))
        yield Step("The bound of it that the alert compares:", selector(recorded.bound, ours))
    else:
        yield Step("The value that the alert compares:", selector(recorded.value, ours))
    if recorded.traffic and (recorded.bound or has_floor(alert)):
        yield Step("The traffic behind it, which the floor is compared with:", selector(recorded.traffic, ours))


def _spent(monitoring: Monitoring, alert: BurnAlert) -> Iterator[Step]:
    goal = alert.objective
    for pair in alert.windows:
        burn = burn_expr(monitoring, goal, pair.long)
        yield Step(f"How many times too fast the budget burned over {pair.long}:", burn)
    yield Step(f"What is left of the budget of {goal.window}:", of_objective(monitoring, goal, REMAINING))


def _bad(monitoring: Monitoring, alert: BurnAlert) -> Iterator[Step]:
    goal, window = alert.objective, alert.windows[0].long
    good, judged = parts(Query(monitoring.service.name, monitoring.matchers, _SPLIT, window), goal)
    share = f"sort_desc(\n  1 -\n  {_indented(good)}\n  /\n  ({judged} > 0)\n)"
    yield Step(f"Share of bad ones by {' and '.join(_SPLIT)}:", share)
    judging = HISTOGRAMS[goal.of][0] if goal.edge is not None else catalogue.REQUESTS
    yield from (_raw(monitoring, metric, str(window)) for metric in _BEHIND.get(judging, ()))


def _money(monitoring: Monitoring, alert: BudgetAlert) -> Iterator[Step]:
    names, budget = names_of(monitoring, alert.budget), alert.budget
    yield Step(f"What is spent in this {budget.per}, in dollars:", names.of("spend:usd"))
    yield Step("What is left, in dollars:", names.of("left:usd"))
    yield Step(f"What it comes to by the end of the {budget.per}:", names.of("forecast:usd"))
    burn = f"burn:ratio{budget.pace.recent}"
    yield Step(f"How many times too fast it went over the last {budget.pace.recent}:", names.of(burn))


def _where(monitoring: Monitoring, alert: BudgetAlert) -> Iterator[Step]:
    metrics = (catalogue.COST, *_BEHIND[catalogue.COST])
    return (_raw(monitoring, metric, str(alert.budget.pace.usual)) for metric in metrics)


def _indented(expr: str) -> str:
    return expr.replace("\n", "\n  ")


def _behind(monitoring: Monitoring, alert: SignalAlert) -> Iterator[Step]:
    judged = SIGNALS[alert.signal].metrics
    metrics = dict.fromkeys(each for metric in judged for each in (metric, *_BEHIND.get(metric, ())))
    return (_raw(monitoring, metric, str(alert.window)) for metric in metrics)


def _raw(monitoring: Monitoring, metric: Metric, window: str) -> Step:
    split = tuple(dict.fromkeys(label for label in (*_SPLIT, *metric.labels) if label in metric.all_labels))
    by = ", ".join(split)
    if metric.kind == "histogram":
        total = _growth(monitoring, metric.name + "_sum", split, window)
        count = _growth(monitoring, metric.name + "_count", split, window)
        return Step(f"Mean of {metric.name} by {by}:", f"sort_desc(\n  {total}\n  /\n  ({count} > 0)\n)")
    if metric.kind == "gauge":
        return _standing(monitoring, metric, split)
    return Step(f"{metric.name} by {by}:", f"sort_desc({_growth(monitoring, metric.name, split, window)} > 0)")


def _standing(monitoring: Monitoring, metric: Metric, split: tuple[str, ...]) -> Step:
    each = selector(metric.name, monitoring.matchers)
    if metric.merge == "livesum" and metric.base:
        return Step(f"{metric.name} by {', '.join(split)}:", f"sort_desc({summed(split, each)})")
    # What each replica was told does not add up.
    return Step(f"{metric.name} of each replica:", f"sort({each})")


def _growth(monitoring: Monitoring, series: str, by: tuple[str, ...], window: str) -> str:
    return summed(by, f"increase({selector(series, monitoring.matchers)}[{window}])")
