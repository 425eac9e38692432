"""Who spends most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import Column, PanelSpec, Series
from watchspec_generators.dashboards.promql import total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_MOST = 10


def panel(monitoring: Monitoring) -> PanelSpec:
    """Cost, calls and tokens of the users who spend most over the range."""
    spent, calls, tokens = (
        total(monitoring, metric, by=("user",))
        for metric in (catalogue.USER_COST, catalogue.USER_REQUESTS, catalogue.USER_TOKENS)
    )
    return PanelSpec(
        id=310,
        title="Which users cost the most?",
        description=f"Over the range shown. Names are hashes; {catalogue.OTHER} is everybody else.",
        kind="table",
        unit="usd",
        series=(
            Series(f"topk({_MOST}, {spent} > 0)", instant=True, form="table"),
            Series(f"{calls} and on (user) topk({_MOST}, {spent} > 0)", instant=True, form="table"),
            Series(f"{tokens} and on (user) topk({_MOST}, {spent} > 0)", instant=True, form="table"),
        ),
        no_data="No priced call names its user: watchspec.context(user=...) does.",
        width=12,
        columns=(
            Column("user", "User"),
            Column("Value #A", "Cost", "usd"),
            Column("Value #B", "Calls", "requests"),
            Column("Value #C", "Tokens", "tokens"),
        ),
    )
