"""How much is cached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth, per_call

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Share of input tokens that came from the provider's cache, by model."""
    return PanelSpec(
        id=316,
        title="What share of input tokens is cached, by model?",
        description="Tokens read from the provider's prompt cache out of all input tokens.",
        kind="lines",
        unit="ratio",
        series=(
            Series(
                per_call(
                    growth(monitoring, catalogue.CACHED_INPUT_TOKENS, by=("model",)),
                    growth(monitoring, catalogue.TOKENS, 'type="input"', by=("model",)),
                ),
                "{{model}}",
            ),
        ),
        no_data="No token counts in the range.",
        width=12,
        maximum=1,
        colours=colours(monitoring.models),
    )
