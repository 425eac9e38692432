"""Which teams spend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total
from watchspec_generators.model.spending import teams_of
from watchspec_generators.rules.budgets import with_team
from watchspec_generators.signals.promql import summed

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Spend by team over the range, dearest first, if features have teams."""
    teams = teams_of(monitoring.features)
    if not teams:
        return None
    spent = with_team(total(monitoring, catalogue.COST, by=("feature",)), teams)
    return PanelSpec(
        id=307,
        title="Which teams cost the most?",
        description=f'Spend over the range shown of each team\'s features. "{catalogue.UNSET}" is what no team has.',
        kind="bars",
        unit="usd",
        series=(Series(most(summed(("team",), spent)), "{{team}}", instant=True),),
        no_data="No priced calls in the range.",
        width=6,
        colours=colours(teams),
        decimals=2,
    )
