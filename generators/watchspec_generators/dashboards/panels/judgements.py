"""Whether judges work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Evaluations per minute by evaluator."""
    return PanelSpec(
        id=408,
        title="How much does each evaluator judge?",
        description="Scores per minute; an evaluator that has stopped is a line at 0.",
        kind="lines",
        unit="requests/minute",
        series=(
            Series(
                f"60 * {growth(monitoring, catalogue.EVALUATION_SCORE, by=('evaluator',), part='_count')}",
                "{{evaluator}}",
            ),
        ),
        no_data="No answer was evaluated in the range: watchspec.score() reports one.",
        width=8,
    )
