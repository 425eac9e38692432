"""How fast answers usually are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Median of output tokens per second by model."""
    return PanelSpec(
        id=207,
        title="How fast does the usual stream write, by model?",
        description="Half of the streams write faster than this, from their first token to their last.",
        kind="lines",
        unit="tokens/second",
        series=seen.lines(monitoring, "tokens_per_second_p50"),
        no_data="No streamed calls in the range: only streams have parts that can be timed.",
        width=8,
        signals=("tokens_per_second_p50",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
