"""Whether caching pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Dollars an hour saved by the provider's cache, by model."""
    return PanelSpec(
        id=315,
        title="How much does the provider's cache save, by model?",
        description="Dollars an hour that cached input tokens would have cost more.",
        kind="areas",
        unit="usd/hour",
        series=(Series(f"3600 * {growth(monitoring, catalogue.CACHE_SAVINGS, by=('model',))}", "{{model}}"),),
        no_data="No priced calls in the range.",
        width=12,
        colours=colours(monitoring.models),
    )
