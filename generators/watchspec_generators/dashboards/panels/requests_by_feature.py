"""Where the load comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Finished calls per minute by feature."""
    return PanelSpec(
        id=217,
        title="How many calls does each feature make?",
        description="Finished calls per minute.",
        kind="areas",
        unit="requests/minute",
        series=(Series(f"60 * {growth(monitoring, catalogue.REQUESTS, by=('feature',))}", "{{feature}}"),),
        no_data="No finished calls in the range.",
        width=8,
        colours=colours(monitoring.features),
    )
