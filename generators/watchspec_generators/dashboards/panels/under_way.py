"""How much is going on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import chosen
from watchspec_generators.signals.promql import summed

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Calls in flight by model."""
    return PanelSpec(
        id=214,
        title="How many calls are under way, by model?",
        description="Begun and not yet ended, open streams included.",
        kind="areas",
        unit="requests",
        series=(Series(summed(("model",), chosen(monitoring, catalogue.IN_FLIGHT)), "{{model}}"),),
        no_data="No scrape of this service in the range.",
        width=12,
        signals=("in_flight",),
        colours=colours(monitoring.models),
    )
