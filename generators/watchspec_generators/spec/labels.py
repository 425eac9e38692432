"""Which labels an alert carries, as far as the spec alone tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.burning import burn_alert_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.spec import shape

FIXED = ("alertname", "service", "signal", "objective", "urgency", "severity", "owner")
"""Labels that the generators set on alerts; `signal` where there is one, the next two on those of objectives."""


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
    return (*(fixed_labels(spec, alert) for alert in spec.alerts), *burning)
