"""Whether judgements get lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Scores and feedback that were dropped over the range, by reason."""
    return PanelSpec(
        id=411,
        title="Are judgements lost?",
        description=(
            "Scores and feedback that were dropped since their request ref was garbled, forged or expired, over the "
            "range."
        ),
        kind="bars",
        unit="events",
        series=(Series(most(total(monitoring, catalogue.REFUSED_REFS, by=("reason",))), "{{reason}}", instant=True),),
        no_data="No score or feedback was dropped in the range.",
        width=12,
        decimals=0,
    )
