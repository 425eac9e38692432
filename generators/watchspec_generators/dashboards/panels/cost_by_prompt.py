"""Which prompt versions spend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Spend by prompt version over the range, dearest first."""
    return PanelSpec(
        id=308,
        title="Which prompt versions cost the most?",
        description="Spend over the range shown, of calls inside `watchspec.context(prompt=...)`.",
        kind="bars",
        unit="usd",
        series=(Series(most(total(monitoring, catalogue.PROMPT_COST, by=("prompt",))), "{{prompt}}", instant=True),),
        no_data="No priced call names its prompt: watchspec.context(prompt=...) does.",
        width=8,
        decimals=2,
    )
