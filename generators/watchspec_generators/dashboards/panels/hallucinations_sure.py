"""How sure that answers are made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import sure
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Hallucinated share with the bounds of what is sure."""
    return PanelSpec(
        id=404,
        title="How much is hallucinated, and how sure is that?",
        description=(
            "Of the answers that were checked, and the bounds between which the share of all answers lies, at 95% "
            "confidence."
        ),
        kind="lines",
        unit="ratio",
        series=sure.lines(monitoring, "hallucination_ratio"),
        no_data="No answer was checked for hallucination in the range.",
        width=12,
        signals=("hallucination_ratio",),
        colours=colours(sure.NAMES),
    )
