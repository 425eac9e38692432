"""What one call costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import per_call, total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Mean cost of a call over the range."""
    return PanelSpec(
        id=301,
        title="Cost per call",
        description="What does a finished call cost on average?",
        kind="stat",
        unit="usd",
        series=(
            Series(per_call(total(monitoring, catalogue.COST), total(monitoring, catalogue.REQUESTS)), instant=True),
        ),
        no_data="No priced calls in the range.",
        width=6,
        height=5,
        decimals=4,
    )
