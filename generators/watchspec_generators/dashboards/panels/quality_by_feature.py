"""Where answers are bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import mean

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Mean score by feature."""
    return PanelSpec(
        id=402,
        title="How good are the answers, by feature?",
        description="Mean score of the answers that were evaluated, from 0 to 1.",
        kind="lines",
        unit="score",
        series=(Series(mean(monitoring, catalogue.EVALUATION_SCORE, by=("feature",)), "{{feature}}"),),
        no_data="No answer was evaluated in the range: watchspec.score() reports one.",
        width=8,
        maximum=1,
        decimals=2,
        colours=colours(monitoring.features),
    )
