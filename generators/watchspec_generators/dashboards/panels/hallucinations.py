"""Whether answers are made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Hallucinated share of the answers that were checked, as the alerts compare it."""
    return PanelSpec(
        id=13,
        title="What share of checked answers is hallucinated?",
        description="Out of the answers that were checked, not out of all answers.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "hallucination_ratio"),
        no_data="No answer was checked for hallucination in the range.",
        width=8,
        detail="quality",
        signals=("hallucination_ratio",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
