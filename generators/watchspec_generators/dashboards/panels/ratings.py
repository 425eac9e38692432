"""When users rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Ratings an hour by rating."""
    return PanelSpec(
        id=407,
        title="When did users rate the answers, and how?",
        description="Ratings an hour.",
        kind="areas",
        unit="events",
        series=(Series(f"3600 * {growth(monitoring, catalogue.FEEDBACK, by=('rating',))} > 0", "{{rating}}"),),
        no_data="No user gave feedback in the range: watchspec.feedback() reports it.",
        width=8,
    )
