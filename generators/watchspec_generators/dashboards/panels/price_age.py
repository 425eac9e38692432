"""Whether prices are of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Age of the newest price, as the alerts compare it."""
    return PanelSpec(
        id=314,
        title="How old is the price list?",
        description="Age of its newest entry.",
        kind="lines",
        unit="seconds",
        series=seen.lines(monitoring, "price_data_age"),
        no_data="No scrape of this service in the range.",
        width=8,
        signals=("price_data_age",),
    )
