"""How much is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth
from watchspec_generators.signals.promql import ANSWERED

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Evaluations per finished call by evaluator."""
    judged = growth(monitoring, catalogue.EVALUATION_SCORE, by=("evaluator",), part="_count")
    calls = growth(monitoring, catalogue.REQUESTS, ANSWERED)
    return PanelSpec(
        id=409,
        title="What share of calls is judged, by evaluator?",
        description="Scores per answered call: the sample that quality is estimated from.",
        kind="lines",
        unit="ratio",
        series=(Series(f"{judged} / on () group_left () ({calls} > 0)", "{{evaluator}}"),),
        no_data="No answer was evaluated in the range: watchspec.score() reports one.",
        width=8,
    )
