"""Alerts on error budgets: which pairs of windows an objective is watched over, and what its alerts say by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.types import BurnAlert, BurnWindow, Floor
from watchspec_generators.model.urgency import camel, page_over_ticket
from watchspec_generators.signals.traffic import FEWEST_CALLS
from watchspec_generators.values import Duration, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from watchspec_generators.model.types import Inhibition, Objective
    from watchspec_generators.spec import shape
    from watchspec_generators.spec.shape import Urgency

MOST_BAD = 0.9
"""A burn that asks for more than this share of all calls to be bad is not one to wait for."""
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
_MONTH = 30 * _DAY
_DEFAULTS: Mapping[Urgency, tuple[tuple[float, int, int], ...]] = {
    "page": ((14.4, _HOUR, 5 * _MINUTE), (6.0, 6 * _HOUR, 30 * _MINUTE)),
    "ticket": ((3.0, _DAY, 2 * _HOUR), (1.0, 3 * _DAY, 6 * _HOUR)),
}
"""Burn, long and short window for an objective over a month, after Google's SRE workbook: the first pair means that
2 % of the budget went in an hour, the others 5 % in six hours, 10 % in a day and 10 % in three."""
_PACE: Mapping[Urgency, str] = {"page": "Fast", "ticket": "Slow"}
_SUMMARY = "Error budget of {objective} burns {value} times too fast"
_DESCRIPTION = (
    "{service} spends the error budget of {objective} ({target} over {window}) {value} times faster than it lasts."
)
_RUNBOOK = """\
1. See how much of the budget is left, and since when it burns.
2. Find the model or feature behind it: the last queries split by both.
3. If little is left, put off what could cost more of it.
"""


def burn_alerts(spec: shape.Spec, objectives: Iterable[Objective]) -> tuple[BurnAlert, ...]:
    """Every alert of every objective, in the order of the spec."""
    return tuple(
        _alert(spec, written, goal, urgency)
        for written, goal in zip(spec.objectives, objectives, strict=True)
        for urgency in ("page", "ticket")
        if urgency in written.alerts
    )


def inhibitions(alerts: Iterable[BurnAlert]) -> tuple[Inhibition, ...]:
    """That pages silence tickets, if there is an objective with both."""
    return page_over_ticket({(alert.objective.name, alert.urgency) for alert in alerts}, "objective")


def burn_alert_name(written: shape.Objective, urgency: Urgency) -> str:
    """`LLMFirstTokenErrorBudgetBurnFast` of the page of `first_token`, unless the spec gives another."""
    return getattr(written, urgency).name or f"LLM{camel(written.name)}ErrorBudgetBurn{_PACE[urgency]}"


def default_windows(window: Duration, urgency: Urgency) -> tuple[BurnWindow, ...]:
    """The default pairs of an objective over `window`: in proportion to a month's, in whole minutes."""
    return tuple(
        BurnWindow(burn, _proportional(window, long), _proportional(window, short))
        for burn, long, short in _DEFAULTS[urgency]
    )


def reachable(windows: Iterable[BurnWindow], budget: float) -> tuple[BurnWindow, ...]:
    """The pairs that can be passed: even if every call is bad, the budget burns only 1 / `budget` times too fast."""
    return tuple(pair for pair in windows if pair.burn * budget <= MOST_BAD)


def _proportional(window: Duration, of_month: int) -> Duration:
    return Duration(max(1, round(of_month * window.milliseconds / _MONTH / _MINUTE)) * _MINUTE)


def _alert(spec: shape.Spec, written: shape.Objective, goal: Objective, urgency: Urgency) -> BurnAlert:
    own: shape.BurnAlert = getattr(written, urgency)
    return BurnAlert(
        name=burn_alert_name(written, urgency),
        objective=goal,
        urgency=urgency,
        windows=tuple(_written(own)) or reachable(default_windows(goal.window, urgency), goal.budget),
        floor=Floor(FEWEST_CALLS if written.floor is None else parse_quantity(written.floor, FEWEST_CALLS.unit)),
        for_=Duration(0),
        keep_firing_for=own.keep_firing_for,
        severity=getattr(spec.severities, urgency),
        owner=own.owner or written.owner or spec.service.owner,
        summary=_SUMMARY if own.summary is None else own.summary,
        description=_DESCRIPTION if own.description is None else own.description,
        runbook=own.runbook or written.runbook or _RUNBOOK,
        labels=written.labels,
        path=goal.path,
    )


def _written(own: shape.BurnAlert) -> Iterator[BurnWindow]:
    return (BurnWindow(pair.burn, pair.long, pair.short) for pair in own.windows)
