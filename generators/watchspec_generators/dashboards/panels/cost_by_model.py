"""Which models spend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Dollars an hour by model."""
    return PanelSpec(
        id=303,
        title="What does each model cost?",
        description="Dollars an hour, at the pace of the moment.",
        kind="areas",
        unit="usd/hour",
        series=(Series(f"3600 * {growth(monitoring, catalogue.COST, by=('model',))}", "{{model}}"),),
        no_data="No priced calls in the range.",
        width=12,
        colours=colours(monitoring.models),
    )
