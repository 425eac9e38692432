"""What is recorded is seen by somebody.

An objective or a budget that has no alerts, of a service that has no dashboard, costs evaluations and tells nobody.

To mend: give it alerts, ask for the dashboard, or remove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model import BudgetAlert, BurnAlert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"
_SHOWN = {"objective": {"overview", "slo"}, "budget": {"overview", "cost"}}
"""The dashboards that show what is recorded for one."""


def check(chain: Chain) -> Iterator[Problem]:
    """Objectives and budgets whose recorded series no alert and no panel reads."""
    monitoring = chain.monitoring
    watched = {alert.objective.path for alert in monitoring.alerts if isinstance(alert, BurnAlert)}
    watched |= {alert.budget.path for alert in monitoring.alerts if isinstance(alert, BudgetAlert)}
    for kind, named in (("objective", monitoring.objectives), ("budget", monitoring.budgets)):
        if _SHOWN[kind] & monitoring.dashboards.wanted.keys():
            continue
        for each in named:
            if each.path not in watched:
                message = f"nobody sees the {kind} {each.name}: it has no alerts, and no dashboard shows it"
                yield chain.context.problem((*each.path, "name"), message, "alerts, or a dashboard", "or remove it")
