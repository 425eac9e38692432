"""Whether calls are slow, in one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """The highest p95 that an alert compares."""
    return PanelSpec(
        id=3,
        title="p95 latency, slowest model",
        description=(
            "How long do the slowest 5% of answered calls that generate text take, retries and back-off included?"
        ),
        kind="stat",
        unit="seconds",
        series=seen.worst(monitoring, "latency_p95"),
        no_data="No answered calls in the alert's window, so there is no latency.",
        width=6,
        detail="performance",
        height=5,
        signals=("latency_p95",),
    )
