"""How good it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import Limit, PanelSpec, Series
from watchspec_generators.dashboards.promql import own
from watchspec_generators.rules.objectives import base_window, good_name

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Share of good calls of each objective, with its target as a line, if there are objectives."""
    if not monitoring.objectives:
        return None
    return PanelSpec(
        id=501,
        title="What share of calls is good?",
        description=f"Over {base_window(monitoring)}; each objective's target is a line.",
        kind="lines",
        unit="ratio",
        series=(Series(own(good_name(monitoring, base_window(monitoring))), "{{objective}}"),),
        no_data="No judged calls yet, or Prometheus does not record this service's objectives.",
        width=24,
        maximum=1,
        colours=colours(objective.name for objective in monitoring.objectives),
        limits=tuple(
            Limit(objective.target.value, objective.target.text, "objective", "below", objective.name)
            for objective in monitoring.objectives
        ),
        minimum=None,
    )
