"""Who is to be told of each alert of the spec: the labels it can arrive with, and the receivers that take it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from watchspec.catalogue import UNSET
from watchspec_generators.model.spending import teams_of
from watchspec_generators.model.types import BurnAlert, RawAlert, SignalAlert
from watchspec_generators.rules.alerts import NO_DATA, alert_labels, fires_without_data
from watchspec_generators.spec.delivery import asked_values, deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import AnyAlert
    from watchspec_generators.spec import shape

OTHER = "another"
"""A value that no spec declares, for labels whose values only the running service knows."""


@dataclass(frozen=True, slots=True)
class RouteCase:
    """An alert with all its labels, and the receivers that are told, in the tree's order."""

    alert: str
    labels: Mapping[str, str]
    receivers: tuple[str, ...]


def route_cases(monitoring: Monitoring) -> tuple[RouteCase, ...]:
    """One case for each alert and each combination of label values that the routes tell apart."""
    return tuple(
        RouteCase(alert.name, labels, receivers(monitoring.routing, labels))
        for alert in monitoring.alerts
        for labels in _arrivals(monitoring, alert)
    )


def receivers(routing: shape.Routing, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The receivers that are told of an alert with `labels`."""
    return tuple(stop.receiver for stop in deliveries(routing, labels))


def split_by(alert: AnyAlert) -> tuple[str, ...] | None:
    """Labels that tell an alert's series apart beside its fixed ones; None where only its expression knows."""
    if isinstance(alert, RawAlert):
        return None
    return () if isinstance(alert, BurnAlert) else alert.by


def declared(monitoring: Monitoring, label: str) -> tuple[str, ...]:
    """Values of a label that the spec declares, in its order, and at last one that no spec does."""
    values = {
        "model": tuple(monitoring.models),
        "feature": tuple(monitoring.features),
        "team": (*teams_of(monitoring.features), UNSET),
        "provider": tuple(model.provider for model in monitoring.models.values()),
    }
    return (*values.get(label, ()), OTHER)


def _arrivals(monitoring: Monitoring, alert: AnyAlert) -> Iterator[Mapping[str, str]]:
    fixed = {"alertname": alert.name, **alert_labels(monitoring, alert)}
    by = split_by(alert) or ()
    for values in product(*(_values(monitoring, label) for label in by)):
        yield {**fixed, **dict(zip(by, values, strict=True))}
    if isinstance(alert, SignalAlert) and fires_without_data(alert):
        yield {**fixed, **NO_DATA}


def _values(monitoring: Monitoring, label: str) -> tuple[str, ...]:
    """Every value that a route asks for, and one that none asks for."""
    asked = sorted(asked_values(monitoring.routing.routes, label))
    free = [value for value in declared(monitoring, label) if value not in asked]
    return (*asked, *free[:1])
