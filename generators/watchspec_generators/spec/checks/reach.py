"""A threshold that its signal can pass.

`generate` puts a bucket edge on every threshold of a quantile, but a quantile beyond
the top finite edge is reported as that edge, so an alert above it could never fire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.checks.thresholds import is_quantity
from watchspec_generators.values import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.signals import Signal
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Thresholds at or beyond the ends of what the signal, or the histogram behind it, can show."""
    for path, alert in context.alerts():
        signal = context.signals[alert.signal] if alert.signal else None
        for key, written in (("above", alert.above), ("below", alert.below)):
            if signal is None or written is None or not is_quantity(written, signal.unit):
                continue
            expected = _bounds(signal, key, parse_quantity(written, signal.unit).value)
            if expected:
                yield context.problem((*path, key), f"{signal.name} can't be seen {key} {written}", expected)


def _bounds(signal: Signal, key: str, value: float) -> str | None:
    """What the threshold would have to be, or None if it is well."""
    if signal.edge_metric is not None:
        name, top = signal.edge_metric.name, signal.edge_metric.buckets[-1]
        return None if 0 < value < top else f"more than 0 and less than {top:g}, the top bucket of {name}"
    if key == "below" and value <= signal.lowest:
        return f"more than {signal.lowest:g}, the least that the signal can be"
    return None
