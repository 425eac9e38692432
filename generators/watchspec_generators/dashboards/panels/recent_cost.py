"""What the last day cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_DAY = Duration(86_400_000)


def panel(monitoring: Monitoring) -> PanelSpec:
    """Spend over the last 24 hours, whatever range the board shows."""
    window = _DAY.scaled(monitoring.time_scale)
    spent = growth(monitoring, catalogue.COST, over=str(window))
    return PanelSpec(
        id=4,
        title="Cost, last 24 hours" if window == _DAY else f"Cost, last {window}",
        description=(
            "What did LLM calls cost, by the price list in force on the day of each call? "
            f"Calls without a known price are not in it: {catalogue.UNPRICED.name} counts them."
        ),
        kind="stat",
        unit="usd",
        series=(Series(spent),),
        no_data="No priced calls yet: cost appears with the first call whose model has a known price.",
        width=6,
        detail="cost",
        height=5,
        signals=("cost_growth",),
        decimals=2,
    )
