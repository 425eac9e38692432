"""Whether a place fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth
from watchspec_generators.signals.promql import FAILED, JUDGED

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Share of calls that fail by the labels of scrape targets, if the spec names any."""
    places = monitoring.dashboards.target_labels
    if not places:
        return None
    failed, judged = (growth(monitoring, catalogue.REQUESTS, which, by=places) for which in (FAILED, JUDGED))
    return PanelSpec(
        id=222,
        title=f"Do calls fail everywhere, by {' and '.join(places)}?",
        description="Failed calls (error, cut, stalled) out of all but those that their caller gave up.",
        kind="lines",
        unit="ratio",
        series=(
            Series(f"({failed} or 0 * {judged}) / ({judged} > 0)", " ".join(f"{{{{{label}}}}}" for label in places)),
        ),
        no_data=f"No finished calls in the range, or no scrape target has the label {' or '.join(places)}.",
        width=12,
    )
