"""Whether series keep coming."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import chosen

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """New series per scrape by target."""
    return PanelSpec(
        id=604,
        title="Do new series keep coming?",
        description=(
            "Series that a scrape brings for the first time; if they never end, a label takes ids or free text."
        ),
        kind="lines",
        unit="events",
        series=(Series(f"max by (instance) ({chosen(monitoring, catalogue.SERIES_ADDED)})", "{{instance}}"),),
        no_data="Prometheus has no such target: is the scrape job named in the spec's selector there?",
        width=12,
    )
