"""How evenly answers flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 of the gap between tokens by model."""
    return PanelSpec(
        id=205,
        title="How long are the gaps between tokens, by model?",
        description="95 of 100 visible tokens follow the one before within this time.",
        kind="lines",
        unit="seconds",
        series=seen.lines(monitoring, "inter_token_gap_p95"),
        no_data="No streamed calls in the range: only streams have parts that can be timed.",
        width=8,
        signals=("inter_token_gap_p95",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
