"""How much is tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Retries per call by model, as the alerts compare it."""
    return PanelSpec(
        id=210,
        title="How many retries does a call take, by model?",
        description="Attempts beyond the first, per call.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "retry_ratio"),
        no_data="No finished calls in the range, so there is nothing to divide by.",
        width=8,
        signals=("retry_ratio",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
