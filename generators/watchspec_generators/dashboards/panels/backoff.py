"""What retries cost in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth, per_call

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Seconds per call in attempts and in back-off."""
    calls = growth(monitoring, catalogue.REQUESTS)
    return PanelSpec(
        id=211,
        title="How much of a call is waiting to try again?",
        description=(
            "Mean seconds per finished call: in attempts, until their headers or failure, and in back-off between them."
        ),
        kind="areas",
        unit="seconds",
        series=(
            Series(per_call(growth(monitoring, catalogue.ATTEMPT_SECONDS), calls), "attempts"),
            Series(per_call(growth(monitoring, catalogue.BACKOFF_SECONDS), calls), "back-off"),
        ),
        no_data="No finished calls in the range.",
        width=8,
        colours=colours(("attempts", "back-off")),
    )
