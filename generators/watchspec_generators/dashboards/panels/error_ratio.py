"""Which model fails, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth
from watchspec_generators.signals.promql import FAILED, JUDGED

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def ratio(monitoring: Monitoring, *by: str) -> str:
    """Failed share of judged calls between points, split by `by`."""
    judged = growth(monitoring, catalogue.REQUESTS, JUDGED, by=by)
    failed = growth(monitoring, catalogue.REQUESTS, FAILED, by=by)
    return f"({failed} or 0 * {judged}) / {judged}"


def panel(monitoring: Monitoring) -> PanelSpec:
    """Error ratio by model over time, as the alerts compare it."""
    return PanelSpec(
        id=10,
        title="What share of calls fails, by model?",
        description="Failed calls (error, cut, stalled) out of all but those that their caller gave up.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "error_ratio") or (Series(ratio(monitoring, "model"), "{{model}}"),),
        no_data="No finished calls in the range, so there is nothing to divide by.",
        width=12,
        signals=("error_ratio",),
        objectives=("success",),
        colours=colours(monitoring.models),
    )
