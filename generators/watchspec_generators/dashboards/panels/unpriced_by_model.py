"""Which models lack a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Calls without a known price by model over the range."""
    return PanelSpec(
        id=313,
        title="Which models have no known price?",
        description="Calls over the range shown; the spec's `price_as` or `price` gives them one.",
        kind="bars",
        unit="requests",
        series=(Series(most(total(monitoring, catalogue.UNPRICED, by=("model",))), "{{model}}", instant=True),),
        no_data="Every call in the range has a known price.",
        width=8,
        decimals=0,
    )
