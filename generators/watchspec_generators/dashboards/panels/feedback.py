"""What users say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import GREEN, VERMILLION
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_POSITIVE, _NEGATIVE, *_ = catalogue.RATINGS


def panel(monitoring: Monitoring) -> PanelSpec:
    """Feedback by rating over the range."""
    counted = total(monitoring, catalogue.FEEDBACK, by=("rating",))
    return PanelSpec(
        id=14,
        title="How do users rate the answers?",
        description="Feedback by rating: thumbs (positive, negative) or one to five stars.",
        kind="bars",
        unit="requests",
        series=(Series(f"sort_desc({counted} > 0)", "{{rating}}", instant=True),),
        no_data="No user gave feedback in the range: watchspec.feedback() reports it.",
        width=8,
        detail="quality",
        colours={_POSITIVE: GREEN, _NEGATIVE: VERMILLION},
        decimals=0,
    )
