"""How speeds are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import PER_POINT, growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Streams per bucket of output tokens per second over time."""
    return PanelSpec(
        id=208,
        title="How are writing speeds spread?",
        description="Each column is a moment, each cell the streams that wrote that fast.",
        kind="heatmap",
        unit="tokens/second",
        series=(
            Series(
                growth(monitoring, catalogue.OUTPUT_TOKENS_PER_SECOND, by=("le",), part="_bucket", over=PER_POINT),
                "{{le}}",
                form="heatmap",
            ),
        ),
        no_data="No streamed calls in the range: only streams have parts that can be timed.",
        width=12,
    )
