"""How long people stare at nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 of time to first token by model, as the alerts compare it."""
    return PanelSpec(
        id=7,
        title="How long until the first token, by model?",
        description="95 of 100 streams show their first visible token within this time.",
        kind="lines",
        unit="seconds",
        series=seen.lines(monitoring, "ttft_p95"),
        no_data="No streamed calls in the range: calls without streaming have no first token.",
        width=8,
        detail="performance",
        signals=("ttft_p95",),
        objectives=("ttft",),
        colours=colours(monitoring.models),
    )
