"""Which model fails, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Error ratio by model over time, as the alerts compare it."""
    return PanelSpec(
        id=10,
        title="What share of calls fails, by model?",
        description="Failed calls (error, cut, stalled) out of all but those that their caller gave up.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "error_ratio"),
        no_data="No finished calls in the range, so there is nothing to divide by.",
        width=12,
        detail="performance",
        signals=("error_ratio",),
        objectives=("success",),
        colours=colours(monitoring.models),
    )
