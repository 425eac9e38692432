"""How sure the scores are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import sure
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Mean score with the bounds of what is sure."""
    return PanelSpec(
        id=400,
        title="How good are the answers, and how sure is that?",
        description=(
            "Mean score over the window of the alert's default, and the bounds between which that of all answers "
            "lies, at 95% confidence."
        ),
        kind="lines",
        unit="score",
        series=sure.lines(monitoring, "quality_mean"),
        no_data="No answer was evaluated in the range: watchspec.score() reports one.",
        width=12,
        signals=("quality_mean",),
        objectives=("quality",),
        colours=colours(sure.NAMES),
        maximum=1,
        decimals=2,
    )
