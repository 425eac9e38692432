"""A quantile can only pass a threshold that lies inside its histogram's buckets.

`generate` puts an edge on every threshold, but a quantile beyond the top finite
edge is reported as that edge, so an alert above it could never fire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.checks.thresholds import is_quantity
from watchspec_generators.values import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Thresholds at or beyond the ends of the histogram that they judge."""
    for path, alert in context.alerts():
        signal = context.signals[alert.signal] if alert.signal else None
        if signal is None or signal.edge_metric is None:
            continue
        top = signal.edge_metric.buckets[-1]
        for key, written in (("above", alert.above), ("below", alert.below)):
            if written is None or not is_quantity(written, signal.unit):
                continue
            if not 0 < parse_quantity(written, signal.unit).value < top:
                message = f"no bucket of {signal.edge_metric.name} can tell when {signal.name} passes {written}"
                yield context.problem((*path, key), message, f"more than 0 and less than the top bucket, {top:g}")
