"""What is gone of what may be spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import money
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """The share of each budget that is spent in its period, if there are budgets."""
    if not monitoring.budgets:
        return None
    return PanelSpec(
        id=20,
        title="How much of each budget is spent?",
        description="Since the day or month began, by the budget's own clock.",
        kind="lines",
        unit="ratio",
        series=money.lines(monitoring, "spend:ratio"),
        no_data="Nothing was spent in this period, or Prometheus does not record this service's budgets.",
        width=12,
        detail="cost",
        budgets="spent",
    )
