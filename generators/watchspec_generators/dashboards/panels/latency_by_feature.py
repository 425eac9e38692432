"""Which feature is slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import answered, quantile

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 of call duration by feature."""
    return PanelSpec(
        id=201,
        title="Which features wait longest for their answers?",
        description="95 of 100 answered calls that generate text end within this time.",
        kind="lines",
        unit="seconds",
        series=(
            Series(
                quantile(monitoring, 0.95, catalogue.DURATION, *answered(monitoring), by=("feature",)), "{{feature}}"
            ),
        ),
        no_data="No finished calls in the range.",
        width=12,
        colours=colours(monitoring.features),
    )
