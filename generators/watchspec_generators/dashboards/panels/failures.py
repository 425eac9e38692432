"""Whether the exporter fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Failures inside the exporter, as the alerts compare it."""
    return PanelSpec(
        id=607,
        title="Where does the exporter fail?",
        description=(
            "Failures over the window, by place; no call was affected, but some of their metrics may be missing."
        ),
        kind="lines",
        unit="events",
        series=seen.lines(monitoring, "internal_errors"),
        no_data="No scrape of this service in the range.",
        width=12,
        signals=("internal_errors",),
    )
