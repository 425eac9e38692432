"""Whether labels overflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Values beyond a label's cap, as the alerts compare it."""
    return PanelSpec(
        id=606,
        title="Which labels have run out of room?",
        description="Values that were replaced by `__other__` over the window.",
        kind="lines",
        unit="events",
        series=seen.lines(monitoring, "label_overflow"),
        no_data="No scrape of this service in the range.",
        width=12,
        signals=("label_overflow",),
    )
