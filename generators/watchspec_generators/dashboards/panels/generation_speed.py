"""How fast answers are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import quantile

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p5 of output tokens per second by model: 95 of 100 streams are faster."""
    slowest = quantile(0.05, monitoring, catalogue.OUTPUT_TOKENS_PER_SECOND, by=("model",))
    return PanelSpec(
        id=8,
        title="How fast do the slowest 5% of streams write, by model?",
        description="95 of 100 streams write faster than this, from their first token to their last.",
        kind="lines",
        unit="tokens/second",
        series=(Series(slowest, "{{model}}", exemplars=True),),
        no_data="No streamed calls in the range: only streams have a speed.",
        width=8,
        objectives=("tokens_per_second",),
        colours=colours(monitoring.models),
    )
