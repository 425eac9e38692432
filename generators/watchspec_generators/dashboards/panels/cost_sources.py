"""Where prices come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Spend by source of the price over the range."""
    return PanelSpec(
        id=318,
        title="Where do prices come from?",
        description="Spend over the range shown by the price list, your own prices, or what a gateway said.",
        kind="bars",
        unit="usd",
        series=(Series(most(total(monitoring, catalogue.COST, by=("cost_source",))), "{{cost_source}}", instant=True),),
        no_data="No priced calls in the range.",
        width=8,
        decimals=2,
    )
