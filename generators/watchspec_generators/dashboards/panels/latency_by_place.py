"""Whether a place is slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import answered, quantile

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """p95 of call duration by the labels of scrape targets, if the spec names any."""
    places = monitoring.dashboards.target_labels
    if not places:
        return None
    return PanelSpec(
        id=221,
        title=f"Is it slow everywhere, by {' and '.join(places)}?",
        description="95 of 100 answered calls that generate text end within this time.",
        kind="lines",
        unit="seconds",
        series=(
            Series(
                quantile(monitoring, 0.95, catalogue.DURATION, *answered(monitoring), by=places),
                " ".join(f"{{{{{label}}}}}" for label in places),
            ),
        ),
        no_data=f"No finished calls in the range, or no scrape target has the label {' or '.join(places)}.",
        width=12,
    )
