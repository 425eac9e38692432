"""An alert's labels as Alertmanager gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.route_cases import declared, split_by
from watchspec_generators.rules.alerts import alert_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring


def arrival(monitoring: Monitoring, name: str, given: Mapping[str, str]) -> dict[str, str]:
    """All labels of the spec's alert `name`: fixed ones, and of those that split it the `given` or declared values."""
    alert = next(each for each in monitoring.alerts if each.name == name)
    fixed = {"alertname": name, **alert_labels(monitoring, alert)}
    by = split_by(alert)
    # Of raw PromQL nobody knows how it is split but the one who asks.
    split = tuple(given) if by is None else by
    return {**{label: given.get(label, declared(monitoring, label)[0]) for label in split}, **fixed}


def companion(monitoring: Monitoring, name: str, given: Mapping[str, str]) -> dict[str, str]:
    """The same of another alert that fires beside it: what it is split by too, it has in common."""
    alert = next(each for each in monitoring.alerts if each.name == name)
    by = split_by(alert) or ()
    return arrival(monitoring, name, {label: value for label, value in given.items() if label in by})
