"""What a conversation costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import PER_RANGE, quantile

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Median and p95 of the cost of a session."""
    return PanelSpec(
        id=309,
        title="What does a session cost?",
        description="Half and 95 of 100 sessions that ended cost less.",
        kind="lines",
        unit="usd",
        series=tuple(
            Series(quantile(monitoring, share, catalogue.SESSION_COST, over=PER_RANGE), name)
            for share, name in ((0.5, "p50"), (0.95, "p95"))
        ),
        no_data="No session ended in the range: watchspec.context(session_id=...) names them.",
        width=8,
        signals=("session_cost_p95",),
    )
