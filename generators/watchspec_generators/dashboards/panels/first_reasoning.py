"""When a model begins to think aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 of time to first reasoning token by model."""
    return PanelSpec(
        id=203,
        title="How long until the first reasoning token, by model?",
        description="95 of 100 streams that show their reasoning begin to within this time.",
        kind="lines",
        unit="seconds",
        series=seen.lines(monitoring, "first_reasoning_p95"),
        no_data="No stream in the range showed its reasoning.",
        width=8,
        signals=("first_reasoning_p95",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
