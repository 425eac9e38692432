"""When the provider first says anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 of time to first event by model."""
    return PanelSpec(
        id=202,
        title="How long until the first event, by model?",
        description="95 of 100 streams send something within this time, be it only a role.",
        kind="lines",
        unit="seconds",
        series=seen.lines(monitoring, "first_event_p95"),
        no_data="No streamed calls in the range: only streams have parts that can be timed.",
        width=8,
        signals=("first_event_p95",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
