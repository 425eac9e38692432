"""Whether the exporter drops judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import most, total
from watchspec_generators.signals.promql import any_of

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_PLACES = ("score", "feedback", "hallucination_check", "toxicity_check", "ref")


def panel(monitoring: Monitoring) -> PanelSpec:
    """Failures inside the exporter where it takes judgements over the range."""
    return PanelSpec(
        id=412,
        title="Do judgements fail on their way?",
        description="Failures inside the exporter as it takes scores, checks and feedback; its log tells more.",
        kind="bars",
        unit="events",
        series=(
            Series(
                most(total(monitoring, catalogue.INTERNAL_ERRORS, any_of("place", _PLACES), by=("place",))),
                "{{place}}",
                instant=True,
            ),
        ),
        no_data="No score, check or feedback failed in the range.",
        width=12,
        decimals=0,
    )
