"""What is kept as a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Traces per minute by why they were kept, or dropped."""
    return PanelSpec(
        id=608,
        title="Which traces are kept?",
        description="Traces per minute, by the first reason that holds, or dropped.",
        kind="areas",
        unit="requests/minute",
        series=(Series(f"60 * {growth(monitoring, catalogue.TRACES, by=('decision',))} > 0", "{{decision}}"),),
        no_data="The service sends no traces: watchspec.instrument(traces=True).",
        width=12,
        colours=colours(catalogue.TRACE_DECISIONS),
    )
