"""How waits for the first word are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import PER_POINT, growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Streams per bucket of time to first token over time."""
    return PanelSpec(
        id=204,
        title="How are waits for the first token spread?",
        description="Each column is a moment, each cell the streams whose first visible token took that long.",
        kind="heatmap",
        unit="seconds",
        series=(
            Series(
                growth(monitoring, catalogue.TIME_TO_FIRST_TOKEN, by=("le",), part="_bucket", over=PER_POINT),
                "{{le}}",
                form="heatmap",
                exemplars=True,
            ),
        ),
        no_data="No streamed calls in the range: only streams have parts that can be timed.",
        width=12,
    )
