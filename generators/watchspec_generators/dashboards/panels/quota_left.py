"""How near the provider's limits are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Share of the rate limit that is left, as the alerts compare it."""
    return PanelSpec(
        id=212,
        title="How much of the rate limits is left?",
        description="The lesser of what is left of requests and of tokens, as some instance was told last.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "quota_remaining_ratio"),
        no_data="The provider's answers tell no rate limits.",
        width=8,
        signals=("quota_remaining_ratio",),
        colours=colours((monitoring.service.name, *monitoring.models)),
        maximum=1,
    )
