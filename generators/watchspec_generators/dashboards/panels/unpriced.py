"""Whether spend is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Share of calls without a known price, as the alerts compare it."""
    return PanelSpec(
        id=312,
        title="What share of calls has no known price?",
        description="Their cost is in no sum on this board.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "unpriced_ratio"),
        no_data="No finished calls in the range.",
        width=8,
        signals=("unpriced_ratio",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
