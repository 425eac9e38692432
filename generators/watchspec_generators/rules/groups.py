"""Rule files: one file and one group per signal and per objective, recordings before the alerts that read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec_generators.model.budgets import BudgetAlert
from watchspec_generators.model.types import Artefact, BurnAlert, SignalAlert
from watchspec_generators.rules import budgets
from watchspec_generators.rules.alerts import alert_rules
from watchspec_generators.rules.objectives import budget_rules, objective_rules
from watchspec_generators.rules.queries import threshold_signals
from watchspec_generators.rules.recording import recording_rules
from watchspec_generators.signals import SIGNALS
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import AnyAlert, Objective

CUSTOM, META, BUDGETS = "custom", "meta", "error_budgets"
"""Groups of raw alerts, of alerts on the monitoring itself, and of what is left of error budgets."""
_BUDGET_INTERVAL = Duration(60_000)
"""Between evaluations of error budgets, which look back for weeks and move slowly."""


@dataclass(frozen=True, slots=True)
class Group:
    """A rule group and the file of its own that holds it."""

    service: str
    name: str
    rules: tuple[Mapping[str, Any], ...]
    interval: Duration
    """Between evaluations."""

    @property
    def path(self) -> str:
        """The rule file's path."""
        return group_path(self.service, self.name)


def group_path(service: str, group: str) -> str:
    """Path of the file that holds a group."""
    return f"rules/{service}.{group}.rules.yml"


def group_title(service: str, group: str) -> str:
    """The group's name in Prometheus."""
    return f"watchspec/{service}/{group}"


def group_name(alert: AnyAlert) -> str:
    """The group that an alert is in."""
    if isinstance(alert, BudgetAlert):
        return budgets.budget_group(alert.budget)
    if isinstance(alert, BurnAlert):
        return objective_group(alert.objective)
    if not isinstance(alert, SignalAlert):
        return CUSTOM
    return META if SIGNALS[alert.signal].kind == "event" else alert.signal


def objective_group(objective: Objective) -> str:
    """The group that judges an objective."""
    return f"objective_{objective.name}"


def groups(monitoring: Monitoring) -> tuple[Group, ...]:
    """Every group that has a rule."""
    found = {signal.name: recording_rules(monitoring, signal) for signal in threshold_signals()}
    found |= {objective_group(goal): objective_rules(monitoring, goal) for goal in monitoring.objectives}
    found[BUDGETS] = [rule for goal in monitoring.objectives for rule in budget_rules(monitoring, goal)]
    of_money = {budgets.budget_group(budget): budgets.budget_rules(monitoring, budget) for budget in monitoring.budgets}
    found |= of_money
    for alert in monitoring.alerts:
        found.setdefault(group_name(alert), []).extend(alert_rules(monitoring, alert))
    usual = monitoring.prometheus.evaluation_interval
    intervals = {BUDGETS: max(usual, _BUDGET_INTERVAL.scaled(monitoring.time_scale))}
    intervals |= dict.fromkeys(of_money, budgets.interval(monitoring))
    service = monitoring.service.name
    return tuple(
        Group(service, name, tuple(rules), intervals.get(name, usual)) for name, rules in found.items() if rules
    )


def group_file(group: Group) -> Artefact:
    """The group's rule file."""
    content = {
        "name": group_title(group.service, group.name),
        "interval": str(group.interval),
        "rules": list(group.rules),
    }
    return Artefact(group.path, to_yaml({"groups": [content]}))
