"""An alert on a signal has one threshold, on the side on which the signal is bad.

To mend: give `above` or `below`, whichever is bad for the signal; events take neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.signals.base import Signal
    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Alerts with both thresholds, with none, or with one that the signal does not take."""
    for path, alert in context.alerts():
        if alert.signal is not None:
            yield from _judge(context, path, alert, context.signals[alert.signal])


def _judge(context: Context, path: Path, alert: shape.Alert, signal: Signal) -> Iterator[Problem]:
    given = [name for name in ("above", "below") if getattr(alert, name) is not None]
    allowed = _allowed(signal)
    wrong = [name for name in given if name not in allowed]
    for name in wrong:
        expected = f"`{allowed[0]}`" if allowed else "no threshold: the signal is an event"
        message = f"`{name}` does not fit {signal.name}"
        yield context.problem((*path, name), message, expected, key=True)
    if len(given) > len(wrong) + 1:
        message = "an alert has one threshold, not both `above` and `below`"
        yield context.problem((*path, "below"), message, "`above` or `below`", key=True)
    if allowed and not given:
        expected = f"{' or '.join(f'`{name}`' for name in allowed)} with a threshold"
        yield context.problem((*path, "signal"), f"{alert.name} has no threshold", expected, key=True)


def _allowed(signal: Signal) -> tuple[str, ...]:
    if signal.kind == "event":
        return ()
    return ("above", "below") if signal.direction == "both" else (signal.direction,)
