"""The slowest single calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.panel import Column, PanelSpec, Series
from watchspec_generators.dashboards.traceql import slower_than

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Traces of calls that took longer than what is always kept, slowest first, where there is a Tempo."""
    if not monitoring.dashboards.traces:
        return None
    slow = monitoring.sampling.slow
    return PanelSpec(
        id=22,
        title="Which single calls were the slowest?",
        description=(
            f"Calls of more than {slow.text}, all of which are kept as traces, slowest first. A click opens one."
        ),
        kind="table",
        unit="seconds",
        series=(Series(slower_than(monitoring, slow.value), form="table", source="tempo"),),
        no_data=(
            f"No call took more than {slow.text}, or the service sends no traces: watchspec.instrument(traces=True)."
        ),
        width=24,
        detail="performance",
        columns=(Column("Duration", "Duration", "seconds"),),
    )
