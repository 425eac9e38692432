"""Whether answers are good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import mean

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Mean evaluation score by evaluator over time."""
    return PanelSpec(
        id=12,
        title="How good are the answers, by evaluator?",
        description=(
            "Mean score of the answers that were evaluated, from 0 to 1. The alert judges the mean over its own window "
            "and over all evaluators."
        ),
        kind="lines",
        unit="score",
        series=(Series(mean(monitoring, catalogue.EVALUATION_SCORE, by=("evaluator",)), "{{evaluator}}"),),
        no_data="No answer was evaluated in the range: watchspec.score() reports one.",
        width=8,
        detail="quality",
        signals=("quality_mean",),
        objectives=("quality",),
        maximum=1,
        decimals=2,
    )
