"""What may still go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import own
from watchspec_generators.rules.objectives import REMAINING

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """What is left of each objective's error budget over time, if there are objectives."""
    if not monitoring.objectives:
        return None
    return PanelSpec(
        id=18,
        title="How much of each error budget is left?",
        description="Of the bad calls that an objective allows over its window; below 0 the objective is missed.",
        kind="lines",
        unit="ratio",
        series=(Series(own(REMAINING), "{{objective}}"),),
        no_data="No judged calls yet, or Prometheus does not record this service's objectives.",
        width=12,
        detail="slo",
        minimum=None,
        colours=colours(objective.name for objective in monitoring.objectives),
    )
