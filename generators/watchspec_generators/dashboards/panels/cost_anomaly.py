"""Whether spend is unusual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Spend beyond what is likely at this hour, as the alerts compare it."""
    return PanelSpec(
        id=304,
        title="How much is spent beyond the usual of this hour?",
        description=(
            "Dollars over the hour before that earlier weeks, or days, do not make likely; below 0 all is as usual."
        ),
        kind="lines",
        unit="usd",
        series=seen.lines(monitoring, "cost_anomaly"),
        no_data="Nothing to compare with yet: it needs spend of earlier days.",
        width=12,
        signals=("cost_anomaly",),
        colours=colours((monitoring.service.name, *monitoring.models)),
        minimum=None,
    )
