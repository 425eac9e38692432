"""Whether what was promised is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.panel import Column, PanelSpec, Series
from watchspec_generators.dashboards.promql import own
from watchspec_generators.rules.objectives import REMAINING, good_name, total_name
from watchspec_generators.signals.promql import number, summed

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Objective
    from watchspec_generators.values import Duration

_BY = ("objective",)


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Target, good share, and what is left of the budget for each objective, if there are any."""
    if not monitoring.objectives:
        return None
    left = _of(REMAINING)
    allowed = _constant(monitoring, lambda objective: objective.budget)
    calls = f"{left} * on (objective) {_over(monitoring, total_name)} * on (objective) ({allowed})"
    asked = (_constant(monitoring, lambda objective: objective.target.value), _over(monitoring, good_name), left, calls)
    return PanelSpec(
        id=500,
        title="Are the objectives met?",
        description="Over each objective's own window; it is met as long as something is left of its error budget.",
        kind="table",
        unit="ratio",
        series=tuple(Series(expr, instant=True, form="table") for expr in asked),
        no_data="No judged calls yet, or Prometheus does not record this service's objectives.",
        width=24,
        columns=(
            Column("objective", "Objective"),
            Column("Value #A", "Target", "ratio"),
            Column("Value #B", "Good calls", "ratio"),
            Column("Value #C", "Error budget left", "ratio"),
            Column("Value #D", "Calls that may still be bad", "requests"),
        ),
    )


def _constant(monitoring: Monitoring, of: Callable[[Objective], float]) -> str:
    """A number of each objective, labelled with its name."""
    labelled = (
        f'label_replace(vector({number(of(objective))}), "objective", "{objective.name}", "", "")'
        for objective in monitoring.objectives
    )
    return " or ".join(labelled)


def _over(monitoring: Monitoring, name: Callable[[Monitoring, Duration], str]) -> str:
    """A recorded series of each objective over its own window."""
    found = (
        _of(name(monitoring, objective.window), f'objective="{objective.name}"') for objective in monitoring.objectives
    )
    return f"({' or '.join(found)})"


def _of(series: str, *matchers: str) -> str:
    return summed(_BY, own(series, *matchers))
