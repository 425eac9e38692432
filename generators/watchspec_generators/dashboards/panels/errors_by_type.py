"""What kind of errors there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import total

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Failed calls by kind of error over the range, most frequent first."""
    counted = total(monitoring, catalogue.ERRORS, by=("error_type",))
    return PanelSpec(
        id=11,
        title="Which errors are the most frequent?",
        description=(
            "Failed calls by kind. Rate limits, quota and authentication are ours to fix; "
            "server errors and timeouts are mostly the provider's."
        ),
        kind="bars",
        unit="requests",
        series=(Series(f"sort_desc({counted} > 0)", "{{error_type}}", instant=True),),
        no_data="No call failed in the range.",
        width=12,
        detail="performance",
        decimals=0,
    )
