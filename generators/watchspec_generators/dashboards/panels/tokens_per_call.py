"""Whether prompts or answers grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Mean input and output tokens per call."""
    return PanelSpec(
        id=218,
        title="How long are prompts and answers?",
        description="Mean tokens per finished call.",
        kind="lines",
        unit="tokens",
        series=(
            Series(
                f"{growth(monitoring, catalogue.TOKENS, by=('type',))} / on () group_left ()"
                f" ({growth(monitoring, catalogue.REQUESTS)} > 0)",
                "{{type}}",
            ),
        ),
        no_data="No finished calls in the range.",
        width=8,
        colours=colours(catalogue.TOKEN_TYPES),
    )
