"""What no provider confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Estimated cost of calls without usage over the range, by model."""
    return PanelSpec(
        id=317,
        title="What may calls without usage have cost?",
        description=(
            "Estimates, over the range shown: of streams that were cut or left, and of providers that report no "
            "usage. In no other sum."
        ),
        kind="bars",
        unit="usd",
        series=(Series(most(total(monitoring, catalogue.ESTIMATED_COST, by=("model",))), "{{model}}", instant=True),),
        no_data="Every call in the range reported its usage.",
        width=8,
        decimals=2,
    )
