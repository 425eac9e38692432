"""How latencies are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import PER_POINT, answered, growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Calls per latency bucket over time."""
    spread = growth(monitoring, catalogue.DURATION, *answered(monitoring), by=("le",), part="_bucket", over=PER_POINT)
    return PanelSpec(
        id=5,
        title="How are latencies spread?",
        description=(
            "Each column is a moment, each cell the answered calls that took that long, of those that generate "
            "text; two bands mean two kinds of calls. Choose one model above to see it alone."
        ),
        kind="heatmap",
        unit="seconds",
        series=(Series(spread, "{{le}}", form="heatmap", exemplars=True),),
        no_data="No finished calls in the range.",
        width=12,
        detail="performance",
    )
