"""Whether streams stall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import quantile

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 of each stream's longest gap by model."""
    return PanelSpec(
        id=206,
        title="How long do streams stall, by model?",
        description="The longest gap between two visible tokens is shorter than this in 95 of 100 streams.",
        kind="lines",
        unit="seconds",
        series=(Series(quantile(monitoring, 0.95, catalogue.LONGEST_GAP, by=("model",)), "{{model}}"),),
        no_data="No streamed calls in the range: only streams have parts that can be timed.",
        width=8,
        colours=colours(monitoring.models),
    )
