"""A threshold that its signal can pass.

`generate` puts a bucket edge on every threshold of a quantile, but a quantile beyond
the top finite edge is reported as that edge, so an alert above it could never fire.
Neither could one above 100% of a share, and one below 150% of it would never end.

To mend: take a threshold within the ends that are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import COST
from watchspec_generators.spec.checks.thresholds import is_quantity
from watchspec_generators.values import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.signals import Signal
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Thresholds at or beyond the ends of what the signal, or the histogram behind it, can show."""
    for path, alert in context.alerts():
        signal = context.signals[alert.signal] if alert.signal else None
        for key, written in (("above", alert.above), ("below", alert.below)):
            if signal is None or written is None or not is_quantity(written, signal.unit):
                continue
            yield from _judge(context, (*path, key), signal, written)


def _judge(context: Context, path: Path, signal: Signal, written: object) -> Iterator[Problem]:
    key, value = path[-1], parse_quantity(written, signal.unit).value
    unseen = f"{signal.name} can't be seen {key} {written}"
    if signal.edge_metric is not None:
        name, top = signal.edge_metric.name, signal.edge_metric.buckets[-1]
        if not 0 < value < top:
            yield context.problem(path, unseen, f"more than 0 and less than {top:g}, the top bucket of {name}")
    elif key == "below" and value <= signal.lowest:
        yield context.problem(path, unseen, f"more than {signal.lowest:g}, the least that the signal can be")
    elif key == "above" and value <= 0 and signal.metrics == (COST,):
        message = f"{signal.name} is above {written} whenever anything is spent as usual"
        yield context.problem(path, message, "more than 0")
    elif key == "above" and value >= signal.highest:
        yield context.problem(path, unseen, f"less than {_most(signal)}, the most that the signal can be")
    elif key == "below" and value > signal.highest:
        message = f"{signal.name} is always below {written}"
        yield context.problem(path, message, f"at most {_most(signal)}, the most that the signal can be")


def _most(signal: Signal) -> str:
    return f"{signal.highest:.0%}" if signal.unit == "ratio" else f"{signal.highest:g}"
