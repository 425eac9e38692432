"""Whether calls pile up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Time that calls under way would take to end, as the alerts compare it."""
    return PanelSpec(
        id=215,
        title="How long would calls under way take to end, by model?",
        description="At the pace at which calls end now; it grows when they hang.",
        kind="lines",
        unit="seconds",
        series=seen.lines(monitoring, "drain_time"),
        no_data="No call is under way, or none ends.",
        width=12,
        signals=("drain_time",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
