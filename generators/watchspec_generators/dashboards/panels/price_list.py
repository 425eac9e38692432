"""Which price list is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import chosen

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Versions of the price list, and how many instances use each."""
    return PanelSpec(
        id=609,
        title="Which price list is in use?",
        description="Version of genai-prices, and the number of instances that use it.",
        kind="bars",
        unit="events",
        series=(
            Series(
                f"count by (version) ({chosen(monitoring, catalogue.PRICE_DATA_INFO)})",
                "genai-prices {{version}}",
                instant=True,
            ),
        ),
        no_data="No scrape of this service in the range.",
        width=12,
        decimals=0,
    )
