"""For how long budgets last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import money
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Days until each budget is spent, if there are budgets."""
    if not monitoring.budgets:
        return None
    return PanelSpec(
        id=306,
        title="For how many days will each budget last?",
        description="At its usual pace; budgets of which nothing is spent are not shown.",
        kind="lines",
        unit="days",
        series=money.lines(monitoring, "exhaustion:days"),
        no_data="Nothing was spent lately, so each budget lasts for ever.",
        width=12,
    )
