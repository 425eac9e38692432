"""When limits are lifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import chosen

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Longest time until a limit is reset by model."""
    return PanelSpec(
        id=213,
        title="How long until the rate limits are reset, by model?",
        description="What the latest answer said, for requests and tokens.",
        kind="lines",
        unit="seconds",
        series=(
            Series(f"max by (model) ({chosen(monitoring, catalogue.QUOTA_REQUESTS_RESET)})", "{{model}}: requests"),
            Series(f"max by (model) ({chosen(monitoring, catalogue.QUOTA_TOKENS_RESET)})", "{{model}}: tokens"),
        ),
        no_data="The provider's answers tell no rate limits.",
        width=8,
    )
