"""How many tokens are billed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Input and output tokens per minute, stacked."""
    return PanelSpec(
        id=9,
        title="How many tokens go in and come out?",
        description=(
            "Tokens billed per minute, each once: cached tokens are part of input, reasoning tokens part of output."
        ),
        kind="areas",
        unit="tokens/minute",
        series=(Series(f"60 * {growth(monitoring, catalogue.TOKENS, by=('type',))}", "{{type}}"),),
        no_data="No token counts in the range: no finished calls, or a provider that reports no usage.",
        width=8,
        detail="performance",
        colours=colours(catalogue.TOKEN_TYPES),
    )
