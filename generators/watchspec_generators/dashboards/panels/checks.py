"""How much is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Checks per minute of each kind."""
    return PanelSpec(
        id=410,
        title="How many answers are checked?",
        description="Checks per minute for hallucination and toxicity.",
        kind="lines",
        unit="requests/minute",
        series=(
            Series(f"60 * {growth(monitoring, catalogue.HALLUCINATION_CHECKS)}", "hallucination"),
            Series(f"60 * {growth(monitoring, catalogue.TOXICITY_CHECKS)}", "toxicity"),
        ),
        no_data="No answer was checked in the range.",
        width=8,
        colours=colours(("hallucination", "toxicity")),
    )
