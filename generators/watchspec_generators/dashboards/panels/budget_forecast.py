"""What will be gone of it in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import money
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Where each budget will be at its period's end, if there are budgets."""
    if not monitoring.budgets:
        return None
    return PanelSpec(
        id=21,
        title="How much of each budget will be spent in the end?",
        description="If spend goes on at its usual pace until the day or month ends.",
        kind="lines",
        unit="ratio",
        series=money.lines(monitoring, "forecast:ratio"),
        no_data="Nothing was spent in this period, or Prometheus does not record this service's budgets.",
        width=12,
        detail="cost",
        budgets="forecast",
    )
