"""What the series are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.signals.promql import any_of, selector

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_MOST = 15
_OURS = sorted({f"{metric.name.partition('_')[0]}_.+" for metric in catalogue.METRICS})
"""Patterns of our names."""


def panel(monitoring: Monitoring) -> PanelSpec:
    """Series by metric, most first."""
    ours = selector("", monitoring.matchers, any_of("__name__", _OURS))
    counted = f"topk({_MOST}, count by (__name__) ({ours}))"
    return PanelSpec(
        id=603,
        title="Which metrics have the most series?",
        description="Series of the service at the end of the range; histograms have one a bucket.",
        kind="bars",
        unit="events",
        series=(Series(f"sort_desc({counted})", "{{__name__}}", instant=True),),
        no_data="No scrape of this service in the range.",
        width=12,
        decimals=0,
    )
