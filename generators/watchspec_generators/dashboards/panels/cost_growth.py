"""Whether spend runs away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Growth of spend against the baseline, as the alerts compare it."""
    return PanelSpec(
        id=17,
        title="How much faster is spend than before?",
        description="Against the same stretch of last week or, failing that, of yesterday: 50% is half as much again.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "cost_growth"),
        no_data="Nothing to compare with yet: growth needs spend of a day or a week ago.",
        width=6,
        detail="cost",
        minimum=None,
        signals=("cost_growth",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
