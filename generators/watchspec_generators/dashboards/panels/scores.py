"""How scores are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import PER_POINT, growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Evaluations per score bucket over time."""
    return PanelSpec(
        id=401,
        title="How are scores spread?",
        description=(
            "Each column is a moment, each cell the evaluations with that score; two bands mean two kinds of answers."
        ),
        kind="heatmap",
        unit="score",
        series=(
            Series(
                growth(monitoring, catalogue.EVALUATION_SCORE, by=("le",), part="_bucket", over=PER_POINT),
                "{{le}}",
                form="heatmap",
            ),
        ),
        no_data="No answer was evaluated in the range: watchspec.score() reports one.",
        width=12,
    )
