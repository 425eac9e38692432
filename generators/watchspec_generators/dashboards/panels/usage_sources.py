"""Where token counts come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Calls by source of their token counts over the range."""
    return PanelSpec(
        id=319,
        title="Where do token counts come from?",
        description="Calls over the range shown: what the provider reported, estimates, or nothing at all.",
        kind="bars",
        unit="requests",
        series=(
            Series(
                most(total(monitoring, catalogue.USAGE_REPORTS, by=("usage_source",))), "{{usage_source}}", instant=True
            ),
        ),
        no_data="No finished calls in the range.",
        width=8,
        decimals=0,
    )
