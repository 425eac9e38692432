"""Whether calls fail, in one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """The highest error ratio that an alert compares."""
    return PanelSpec(
        id=2,
        title="Error rate, worst model",
        description=(
            "What share of calls fails at the worst model? Calls that their caller cancelled or abandoned do not count."
        ),
        kind="stat",
        unit="ratio",
        series=seen.worst(monitoring, "error_ratio"),
        no_data="No finished calls in the alert's window, so there is nothing to divide by.",
        width=6,
        detail="performance",
        height=5,
        signals=("error_ratio",),
    )
