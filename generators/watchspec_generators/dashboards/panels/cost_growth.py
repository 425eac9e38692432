"""Whether spend runs away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Growth of spend against the baseline, as the alerts compare it; without one, spend per hour."""
    grown = seen.lines(monitoring, "cost_growth")
    hourly = Series(f"3600 * {growth(monitoring, catalogue.COST)}", monitoring.service.name)
    return PanelSpec(
        id=17,
        title="How much faster is spend than before?" if grown else "What does an hour cost?",
        description=(
            "Spend against the same stretch of last week or, failing that, yesterday: 50% is half as much again."
            if grown
            else "Spend per hour at the present rate."
        ),
        kind="lines",
        unit="ratio" if grown else "usd",
        series=grown or (hourly,),
        no_data="Nothing to compare with yet: growth needs spend of a day or a week ago.",
        width=6,
        minimum=None if grown else 0,
        signals=("cost_growth",),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
