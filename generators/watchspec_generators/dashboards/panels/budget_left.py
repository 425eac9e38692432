"""What may still be spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import money
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Dollars left of each budget, if there are budgets."""
    if not monitoring.budgets:
        return None
    return PanelSpec(
        id=305,
        title="How much of each budget is left?",
        description="Until the day or month ends, by the budget's own clock; below 0 it is overspent.",
        kind="lines",
        unit="usd",
        series=money.lines(monitoring, "left:usd"),
        no_data="Nothing was spent in this period, or Prometheus does not record this service's budgets.",
        width=12,
        minimum=None,
        decimals=2,
    )
