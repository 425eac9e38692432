"""Which labels an alert carries, as far as the spec alone tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.burning import burn_alert_name
from watchspec_generators.model.spending import alerts_of, budget_alert_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.spec import shape

FIXED = ("alertname", "service", "signal", "objective", "budget", "urgency", "severity", "owner")
"""Labels that the generators set on alerts: of `signal`, `objective` and `budget` the one that it is about."""


def fixed_labels(spec: shape.Spec, alert: shape.Alert) -> Mapping[str, str]:
    """The labels of `alert` whose values stand in the spec."""
    signal = {"signal": alert.signal} if alert.signal else {}
    own = {"alertname": alert.name, "service": spec.service.name, "severity": alert.severity}
    return {**alert.labels, **own, **signal, "owner": alert.owner or spec.service.owner}


def objective_labels(spec: shape.Spec, goal: shape.Objective, urgency: shape.Urgency) -> Mapping[str, str]:
    """The labels of an objective's alert."""
    own = {"alertname": burn_alert_name(goal, urgency), "service": spec.service.name, "objective": goal.name}
    owner = getattr(goal, urgency).owner or goal.owner or spec.service.owner
    return {**goal.labels, **own, "urgency": urgency, "severity": getattr(spec.severities, urgency), "owner": owner}


def all_fixed_labels(spec: shape.Spec) -> tuple[Mapping[str, str], ...]:
    """The labels of every alert, those of objectives included."""
    burning = (objective_labels(spec, goal, urgency) for goal in spec.objectives for urgency in goal.alerts)
    spending = (labels for budget in spec.budgets for labels in budget_labels(spec, budget))
    return (*(fixed_labels(spec, alert) for alert in spec.alerts), *burning, *spending)


def budget_labels(spec: shape.Spec, budget: shape.Budget) -> Iterator[Mapping[str, str]]:
    """The labels of each alert of a budget whose quantities can be read."""
    own = {"service": spec.service.name, "budget": budget.name, "owner": budget.owner or spec.service.owner}
    for of, share, urgency in alerts_of(budget):
        name = budget_alert_name(budget.name, of, share)
        yield {**own, "alertname": name, "urgency": urgency, "severity": getattr(spec.severities, urgency)}


def split_labels(spec: shape.Spec) -> Mapping[str, tuple[str, ...]]:
    """The labels that split each alert beside its fixed ones; without alerts on raw PromQL, where nobody knows."""
    signals = {alert.name: alert.by for alert in spec.alerts if alert.signal}
    burning = {burn_alert_name(goal, urgency): () for goal in spec.objectives for urgency in goal.alerts}
    budgets = {each["alertname"]: budget.by for budget in spec.budgets for each in budget_labels(spec, budget)}
    return {**burning, **budgets, **signals}
