"""Confidence is asked of signals that are estimated from a sample, about thresholds that a sample can pass.

To mend: write a level such as `95%`, or `none`, and a threshold that leaves room on its bad side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.checks.thresholds import is_quantity, with_unit
from watchspec_generators.values import parse_quantity
from watchspec_generators.values.confidence import FORM, NONE, parse_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.signals.base import Signal
    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Levels that are none, confidence in what is counted and not estimated, and thresholds at a share's end."""
    for path, alert in context.alerts():
        if alert.signal is None:
            continue
        signal, place = context.signals[alert.signal], (*path, "confidence")
        if signal.bound is not None:
            yield from _level(context, place, alert)
            yield from _threshold(context, path, alert, signal)
        elif alert.confidence is not None:
            message = f"{signal.name} is no estimate from a sample"
            yield context.problem(place, message, "no confidence", key=True)


def _level(context: Context, place: Path, alert: shape.Alert) -> Iterator[Problem]:
    if alert.confidence is not None and not _is_level(alert.confidence):
        message = f"{alert.confidence} is no confidence"
        yield context.problem(place, message, FORM, with_unit(alert.confidence, "ratio"))


def _threshold(context: Context, path: Path, alert: shape.Alert, signal: Signal) -> Iterator[Problem]:
    if alert.confidence == NONE:
        return
    ends = {"above": (signal.lowest, alert.above), "below": (signal.highest, alert.below)}
    for key, (end, written) in ends.items():
        if written is None or not is_quantity(written, signal.unit):
            continue
        if parse_quantity(written, signal.unit).value == end:
            # Only rounding would keep the bound of a spotless sample on the right side.
            message = f"one answer is enough to be sure that {signal.name} is {key} {written}"
            yield context.problem((*path, key), message, "a threshold that leaves room, or `confidence: none`")


def _is_level(written: object) -> bool:
    try:
        parse_confidence(written)
    except ValueError:
        return False
    return True
