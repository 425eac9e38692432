"""Whether users are unhappy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Share of negative ratings, as the alerts compare it."""
    return PanelSpec(
        id=406,
        title="What share of ratings is negative?",
        description="Thumbs down, and one or two stars, out of all ratings.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "negative_feedback_ratio"),
        no_data="No user gave feedback in the range: watchspec.feedback() reports it.",
        width=8,
        signals=("negative_feedback_ratio",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
