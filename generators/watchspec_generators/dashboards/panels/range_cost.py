"""What the time that is looked at cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Spend over the range."""
    return PanelSpec(
        id=300,
        title="Cost of the time shown",
        description="What did LLM calls cost in the range?",
        kind="stat",
        unit="usd",
        series=(Series(total(monitoring, catalogue.COST), instant=True),),
        no_data="No priced calls in the range.",
        width=6,
        height=5,
        decimals=2,
    )
