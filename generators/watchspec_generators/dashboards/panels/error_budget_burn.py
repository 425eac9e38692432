"""How soon that will be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import own
from watchspec_generators.rules.objectives import base_window, burn_name

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """How fast each objective's error budget burns, if there are objectives."""
    if not monitoring.objectives:
        return None
    return PanelSpec(
        id=19,
        title="How fast does each error budget burn?",
        description=f"Over {base_window(monitoring)}: at 1 it lasts just as long as the objective's window.",
        kind="lines",
        unit="none",
        series=(Series(own(burn_name(monitoring)), "{{objective}}"),),
        no_data="No judged calls in the range, so nothing burns.",
        width=12,
        detail="slo",
        colours=colours(objective.name for objective in monitoring.objectives),
    )
