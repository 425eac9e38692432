"""How calls end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Finished calls per minute by outcome."""
    return PanelSpec(
        id=220,
        title="How do calls end?",
        description="Finished calls per minute by outcome; `cancelled` and `abandoned` are the caller's choice.",
        kind="areas",
        unit="requests/minute",
        series=(Series(f"60 * {growth(monitoring, catalogue.REQUESTS, by=('outcome',))} > 0", "{{outcome}}"),),
        no_data="No finished calls in the range.",
        width=8,
        colours=colours(catalogue.OUTCOMES),
    )
