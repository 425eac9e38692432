"""Which model is slow, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 of call duration by model, as the alerts compare it."""
    return PanelSpec(
        id=6,
        title="How slow are the slowest 5% of calls, by model?",
        description="95 of 100 answered calls that generate text end within this time, retries and back-off included.",
        kind="lines",
        unit="seconds",
        series=seen.lines(monitoring, "latency_p95"),
        no_data="No finished calls in the range.",
        width=12,
        detail="performance",
        signals=("latency_p95",),
        objectives=("latency",),
        colours=colours(monitoring.models),
    )
