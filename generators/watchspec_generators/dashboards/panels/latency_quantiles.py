"""How far slow calls are from usual ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import answered, quantile

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Median, p95 and p99 of call duration, with single calls as exemplars."""
    return PanelSpec(
        id=200,
        title="How long do calls take?",
        description=(
            "Half, 95 and 99 of 100 answered calls end within these times, of calls that generate text. Dots are "
            "single calls; a click leads to the trace."
        ),
        kind="lines",
        unit="seconds",
        series=tuple(
            Series(quantile(monitoring, share, catalogue.DURATION, *answered(monitoring)), name, exemplars=True)
            for share, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))
        ),
        no_data="No finished calls in the range.",
        width=12,
        objectives=("latency",),
    )
