"""Values that a test gives to a signal: just past the threshold, just short of it, and healthy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.texts import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from watchspec_generators.model.types import SignalAlert
    from watchspec_generators.signals import Signal
    from watchspec_generators.values import Quantity

MARGIN = 0.05
"""Distance from the threshold, as its share: a threshold 10 % off is noticed."""
_FAR = 100
"""A healthy value of an alert on too little, in thresholds."""

_LEAST = 0.001
"""A breach of a threshold of 0: however much of it the window holds, texts show it as 0."""


def past(alert: SignalAlert, threshold: Quantity, signal: Signal, edges: Sequence[float] = ()) -> float:
    """A value that breaches by little, shows without rounding doubt, and can be reached."""
    if lingers(alert, threshold, signal):
        return _LEAST
    sign = 1 if alert.op == ">" else -1
    limit = min((signal.highest, *edges[-1:])) if sign > 0 else signal.lowest
    return clear(threshold, sign, limit)


def lingers(alert: SignalAlert, threshold: Quantity, signal: Signal) -> bool:
    """Whether anything at all in the window is past the threshold: at once, and until all of it has left the window."""
    return signal.fills and alert.op == ">" and threshold.value == 0


def short_of(alert: SignalAlert, threshold: Quantity, signal: Signal) -> float:
    """A value that does not breach, by little."""
    sign = -1 if alert.op == ">" else 1
    return clear(threshold, sign, signal.highest if sign > 0 else signal.lowest)


def healthy(alert: SignalAlert, threshold: Quantity, signal: Signal) -> float:
    """The best value that the signal can have."""
    if alert.op == ">":
        return signal.lowest
    return min(signal.highest, _FAR * max(threshold.value, 1.0))


def clear(threshold: Quantity, sign: int, limit: float) -> float:
    """A value past the threshold (`sign` 1) or short of it (-1), within `limit`, that no rounding shows otherwise."""
    show = FORMATS[threshold.unit].show
    candidates = list(_candidates(threshold.value, sign, limit))
    return next((value for value in candidates if unambiguous(value, show)), candidates[-1])


def _candidates(threshold: float, sign: int, limit: float) -> Iterator[float]:
    distance = min(MARGIN * (threshold or 1.0), abs(limit - threshold) / 2)
    yield float(f"{threshold + sign * distance:.4g}")
    for part in range(1, 50):
        yield threshold + sign * distance * (1 - part / 100)


def unambiguous(value: float, show: Callable[[float], str]) -> bool:
    """Whether what is shown of the value does not hang on its last digits."""
    return show(value * (1 - 1e-6)) == show(value * (1 + 1e-6))
