"""Whether answers do harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import sure
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Toxic share with the bounds of what is sure."""
    return PanelSpec(
        id=405,
        title="How much is toxic, and how sure is that?",
        description=(
            "Of the answers that were checked, and the bounds between which the share of all answers lies, at 95% "
            "confidence."
        ),
        kind="lines",
        unit="ratio",
        series=sure.lines(monitoring, "toxicity_ratio"),
        no_data="No answer was checked for toxicity in the range.",
        width=12,
        signals=("toxicity_ratio",),
        colours=colours(sure.NAMES),
    )
