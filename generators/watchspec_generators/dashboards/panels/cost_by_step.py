"""Which steps spend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Spend by step over the range, dearest first."""
    return PanelSpec(
        id=311,
        title="Which steps cost the most?",
        description=(
            "Spend of the calls inside a step, over the range shown; a call counts in each step around it, so never "
            "add them up."
        ),
        kind="bars",
        unit="usd",
        series=(Series(most(total(monitoring, catalogue.STEP_COST, by=("step",))), "{{step}}", instant=True),),
        no_data="No priced call was made inside a step: watchspec.observe and watchspec.span name them.",
        width=12,
        decimals=2,
    )
