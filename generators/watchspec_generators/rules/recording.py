"""Recording rules of a signal: its value for every query, and the traffic that a bound or some alert's floor needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.rules.queries import alert_query, alerts_on, queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import SignalAlert
    from watchspec_generators.signals import Signal


def recording_rules(monitoring: Monitoring, signal: Signal) -> list[Mapping[str, Any]]:
    """Rules in an order in which each uses only earlier ones; every series once."""
    floors = [alert_query(monitoring, alert) for alert in alerts_on(monitoring, signal) if has_floor(alert)]
    rules: dict[str, Mapping[str, Any]] = {}
    for query in queries(monitoring, signal):
        recorded = signal.record(query)
        for rule in recorded.rules:
            if rule.record != recorded.traffic or query in floors or recorded.bound:
                rules[rule.record] = recording_rule(monitoring, rule.record, rule.expr)
    return list(rules.values())


def recording_rule(monitoring: Monitoring, record: str, expr: str, **labels: str) -> Mapping[str, Any]:
    """A recording rule as Prometheus reads it; its series belong to the service."""
    return {"record": record, "expr": expr, "labels": {"service": monitoring.service.name, **labels}}


def has_floor(alert: SignalAlert) -> bool:
    """Whether the alert stays quiet under some traffic."""
    return alert.floor is not None and alert.floor.quantity.value > 0
