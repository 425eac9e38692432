"""How much traffic there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Finished calls per minute, whatever their outcome."""
    return PanelSpec(
        id=1,
        title="Requests per minute",
        description="How many LLM calls end per minute, whatever their outcome? Retries are not counted apart.",
        kind="stat",
        unit="requests/minute",
        series=(Series(f"60 * {growth(monitoring, catalogue.REQUESTS)}"),),
        no_data="No scrape of this service in the range: is it up, and is watchspec.instrument() called?",
        width=6,
        detail="performance",
        height=5,
        signals=("telemetry_absent",),
    )
