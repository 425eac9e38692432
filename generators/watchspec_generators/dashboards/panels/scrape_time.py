"""What a scrape costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import chosen

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Duration of scrapes by target."""
    return PanelSpec(
        id=601,
        title="How long do scrapes take?",
        description="A scrape that takes as long as its timeout brings nothing.",
        kind="lines",
        unit="seconds",
        series=(Series(f"max by (instance) ({chosen(monitoring, catalogue.SCRAPE_DURATION)})", "{{instance}}"),),
        no_data="Prometheus has no such target: is the scrape job named in the spec's selector there?",
        width=8,
    )
