"""Groups of the spec's own alerts as Alertmanager hands them to templates, to try the texts on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.route_cases import route_cases
from watchspec_generators.model.budgets import BudgetAlert
from watchspec_generators.model.types import SignalAlert
from watchspec_generators.rules.alerts import alert_links
from watchspec_generators.rules.texts import rendered, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import AnyAlert

_START, _END, _NEVER = "2026-11-23T03:00:00Z", "2026-11-23T03:12:30Z", "0001-01-01T00:00:00Z"
_ABOVE = 1.2
"""How far past its threshold a sample is."""
_SAMPLE = 120.0
"""Judged answers, where a text tells how many there were."""


def samples(monitoring: Monitoring) -> dict[str, dict[str, Any]]:
    """Template data by what it shows: one alert and all of them, firing, resolved, and some of each."""
    labels = [case.labels for case in route_cases(monitoring)]
    alerts = {alert.name: alert for alert in monitoring.alerts}
    firing = [_alert(monitoring, alerts[each["alertname"]], each, "firing") for each in labels]
    resolved = [_alert(monitoring, alerts[each["alertname"]], each, "resolved") for each in labels]
    return {
        "one firing": group(firing[:1], monitoring.routing.group_by),
        "one resolved": group(resolved[:1], monitoring.routing.group_by),
        "several firing": group(firing * 2, ("service",)),
        "several resolved": group(resolved * 2, ("service",)),
        "firing and resolved": group([*firing, *resolved], ("service",)),
    }


def group(alerts: list[dict[str, Any]], by: Iterable[str]) -> dict[str, Any]:
    """What Alertmanager makes of alerts that it groups `by` these labels."""
    labels = _common([alert["labels"] for alert in alerts])
    return {
        "receiver": "sample",
        "status": "firing" if any(alert["status"] == "firing" for alert in alerts) else "resolved",
        "alerts": alerts,
        "groupLabels": {label: labels[label] for label in by if label in labels},
        "commonLabels": labels,
        "commonAnnotations": _common([alert["annotations"] for alert in alerts]),
        "externalURL": "http://alertmanager:9093",
    }


def _alert(monitoring: Monitoring, alert: AnyAlert, labels: Mapping[str, str], status: str) -> dict[str, Any]:
    words = words_of(monitoring, alert)
    threshold = alert.threshold if isinstance(alert, (SignalAlert, BudgetAlert)) else None
    value = threshold.value * _ABOVE if threshold else 1.0
    texts = {"summary": alert.summary, "description": alert.description}
    read = {"count": _SAMPLE, "bound": value}
    shown = {name: rendered(text, words, value, labels, read) for name, text in texts.items()}
    return {
        "status": status,
        "labels": dict(labels),
        "annotations": {**shown, **alert_links(monitoring, alert)},
        "startsAt": _START,
        "endsAt": _END if status == "resolved" else _NEVER,
        "generatorURL": "http://prometheus:9090",
        "fingerprint": "0000000000000000",
    }


def _common(mappings: list[dict[str, str]]) -> dict[str, str]:
    first, *others = mappings
    return {key: value for key, value in first.items() if all(other.get(key) == value for other in others)}
