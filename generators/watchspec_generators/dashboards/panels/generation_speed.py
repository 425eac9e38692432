"""How fast answers are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p5 of output tokens per second by model: 95 of 100 streams are faster."""
    return PanelSpec(
        id=8,
        title="How fast do the slowest 5% of streams write, by model?",
        description="95 of 100 streams write faster than this, from their first token to their last.",
        kind="lines",
        unit="tokens/second",
        series=seen.lines(monitoring, "tokens_per_second_p05"),
        no_data="No streamed calls in the range: only streams have a speed.",
        width=8,
        detail="performance",
        signals=("tokens_per_second_p05",),
        objectives=("tokens_per_second",),
        colours=colours(monitoring.models),
    )
