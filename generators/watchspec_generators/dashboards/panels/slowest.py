"""Where the slow calls are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import Column, PanelSpec, Series
from watchspec_generators.dashboards.promql import total
from watchspec_generators.signals.promql import ANSWERED

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_SPLIT = ("model", "feature", "operation")


def panel(monitoring: Monitoring) -> PanelSpec:
    """p95 and number of calls for each model, feature and operation over the range, slowest first."""
    buckets = total(monitoring, catalogue.DURATION, ANSWERED, by=("le", *_SPLIT), part="_bucket")
    slow = f"histogram_quantile(0.95, {buckets}) > 0"
    calls = f"{total(monitoring, catalogue.REQUESTS, by=_SPLIT)} > 0"
    return PanelSpec(
        id=15,
        title="Which models and features are the slowest?",
        description="p95 latency of answered calls and number of calls over the range shown, slowest first.",
        kind="table",
        unit="seconds",
        series=(Series(slow, instant=True, form="table"), Series(calls, instant=True, form="table")),
        no_data="No finished calls in the range.",
        width=12,
        detail="performance",
        columns=(
            Column("model", "Model"),
            Column("feature", "Feature"),
            Column("operation", "Operation"),
            Column("Value #A", "p95 latency", "seconds"),
            Column("Value #B", "Calls", "requests"),
        ),
    )
