"""Which step of the service is slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import quantile

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 of the duration of each step."""
    return PanelSpec(
        id=219,
        title="Which steps of the service are slow?",
        description="95 of 100 runs of a step end within this time; steps hold calls, and other steps.",
        kind="lines",
        unit="seconds",
        series=(Series(quantile(monitoring, 0.95, catalogue.STEP_DURATION, by=("step",)), "{{step}}"),),
        no_data="The service observes no steps: watchspec.observe and watchspec.span name them.",
        width=8,
    )
