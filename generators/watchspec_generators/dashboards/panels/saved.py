"""What caching saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Savings by the provider's cache over the range."""
    return PanelSpec(
        id=302,
        title="Saved by caching",
        description="What would cached input tokens have cost more at the full price?",
        kind="stat",
        unit="usd",
        series=(Series(total(monitoring, catalogue.CACHE_SAVINGS), instant=True),),
        no_data="No priced calls in the range.",
        width=6,
        height=5,
        decimals=2,
    )
