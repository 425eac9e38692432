"""Rule files: one file and one group per signal, recordings before the alerts that read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec_generators.model.types import Artefact, SignalAlert
from watchspec_generators.rules.alerts import alert_rules
from watchspec_generators.rules.objectives import objective_rules
from watchspec_generators.rules.queries import alerts_on, threshold_signals
from watchspec_generators.rules.recording import recording_rules
from watchspec_generators.signals import SIGNALS
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import RawAlert
    from watchspec_generators.signals import Signal

CUSTOM, META, OBJECTIVES = "custom", "meta", "objectives"
"""Groups of raw alerts, of alerts on the monitoring itself, and of objectives."""


@dataclass(frozen=True, slots=True)
class Group:
    """A rule group and the file of its own that holds it."""

    service: str
    name: str
    rules: tuple[Mapping[str, Any], ...]

    @property
    def path(self) -> str:
        """The rule file's path."""
        return group_path(self.service, self.name)


def group_path(service: str, group: str) -> str:
    """Path of the file that holds a group."""
    return f"rules/{service}.{group}.rules.yml"


def group_name(alert: SignalAlert | RawAlert) -> str:
    """The group that an alert is in."""
    if not isinstance(alert, SignalAlert):
        return CUSTOM
    return META if SIGNALS[alert.signal].kind == "event" else alert.signal


def groups(monitoring: Monitoring) -> tuple[Group, ...]:
    """Every group that has a rule."""
    found: dict[str, list[Mapping[str, Any]]] = {
        signal.name: _signal_rules(monitoring, signal) for signal in threshold_signals()
    }
    found[OBJECTIVES] = objective_rules(monitoring)
    for group in (META, CUSTOM):
        alerts = (alert for alert in monitoring.alerts if group_name(alert) == group)
        found[group] = [rule for alert in alerts for rule in alert_rules(monitoring, alert)]
    service = monitoring.service.name
    return tuple(Group(service, name, tuple(rules)) for name, rules in found.items() if rules)


def group_file(monitoring: Monitoring, group: Group) -> Artefact:
    """The group's rule file."""
    content = {
        "name": f"watchspec/{group.service}/{group.name}",
        "interval": str(monitoring.prometheus.evaluation_interval),
        "rules": list(group.rules),
    }
    return Artefact(group.path, to_yaml({"groups": [content]}))


def _signal_rules(monitoring: Monitoring, signal: Signal) -> list[Mapping[str, Any]]:
    alerts = [rule for alert in alerts_on(monitoring, signal) for rule in alert_rules(monitoring, alert)]
    return [*recording_rules(monitoring, signal), *alerts]
