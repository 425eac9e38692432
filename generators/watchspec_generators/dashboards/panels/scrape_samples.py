"""How much a scrape brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import chosen

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Samples per scrape by target."""
    return PanelSpec(
        id=602,
        title="How many series does each target have?",
        description="Samples that each scrape brings, after relabelling.",
        kind="lines",
        unit="events",
        series=(Series(f"max by (instance) ({chosen(monitoring, catalogue.SCRAPE_SAMPLES)})", "{{instance}}"),),
        no_data="Prometheus has no such target: is the scrape job named in the spec's selector there?",
        width=8,
    )
