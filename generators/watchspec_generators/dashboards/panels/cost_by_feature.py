"""Who spends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Spend by feature over the range, dearest first."""
    spent = total(monitoring, catalogue.COST, by=("feature",))
    return PanelSpec(
        id=16,
        title="Which features cost the most?",
        description=f'Spend over the range shown. "{catalogue.UNSET}" is what no watchspec.context names.',
        kind="bars",
        unit="usd",
        series=(Series(f"sort_desc({spent} > 0)", "{{feature}}", instant=True),),
        no_data="No priced calls in the range.",
        width=6,
        detail="cost",
        colours=colours(monitoring.features),
        decimals=2,
    )
