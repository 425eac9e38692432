"""Promises of detection are about alerts that there are, and times; `watchspec test` tells whether they are kept.

To mend: name an alert and a kind of trouble that are offered, and write a time such as `5m`, or `never`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.burning import burn_alert_name
from watchspec_generators.model.promises import GONE, NEVER, OF_BUDGETS, OF_LEVELS, OF_SHARES, within
from watchspec_generators.spec.labels import all_fixed_labels, budget_labels
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.values.duration import FORM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.signals import Signal
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

WHOLE_SPEC = True
"""Alerts that the schema has rejected would seem to be missing."""


def check(context: Context) -> Iterator[Problem]:
    """Unknown alerts, and what is no time."""
    names = tuple(labels["alertname"] for labels in all_fixed_labels(context.spec))
    known = _troubles(context)
    for alert, promised in context.spec.detection.items():
        if alert not in names:
            message, hint = f"there is no alert `{alert}`", did_you_mean(alert, names)
            yield context.problem(("detection", alert), message, one_of(names), hint, key=True)
        for trouble, written in promised.items():
            if alert in names and trouble not in known.get(alert, ()):
                expected = one_of(known[alert]) if known.get(alert) else None
                message = f"nothing is known of {alert} at `{trouble}`"
                yield context.problem(("detection", alert, trouble), message, expected, key=True)
            try:
                within(written)
            except ValueError as error:
                message = str(error).partition("; write ")[0]
                yield context.problem(("detection", alert, trouble), message, f"{FORM}, or {NEVER}")


def _troubles(context: Context) -> Mapping[str, tuple[str, ...]]:
    """What may be promised of each alert; raw PromQL and watchdogs are left out."""
    goals = ((goal, urgency) for goal in context.spec.objectives for urgency in goal.alerts)
    budgets = (labels for budget in context.spec.budgets for labels in budget_labels(context.spec, budget))
    return {
        **{burn_alert_name(goal, urgency): OF_SHARES for goal, urgency in goals},
        **{labels["alertname"]: OF_BUDGETS for labels in budgets},
        **{alert.name: _of_signal(context.signals[alert.signal]) for alert in context.spec.alerts if alert.signal},
    }


def _of_signal(signal: Signal) -> tuple[str, ...]:
    if signal.kind == "event":
        return (GONE,) if signal.metrics else ()
    return OF_SHARES if signal.troubles == "share" or signal.quantile else OF_LEVELS
