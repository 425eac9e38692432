"""When samples are taken and rules evaluated, so that every window ends between two samples, on every Prometheus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec_generators.unit_tests.burning.scene import Windows

_TICKS = (2.45, 2.55, 2.4, 2.6, 2.5, 2.35, 2.65, 2.3, 2.7)
"""Evaluations in the short window, best first."""
_SAMPLES = 2.3
"""Least samples in the window that chained ones are made of: `increase` needs two."""
_CLEAR = 0.04
"""Least distance of a sample from either end of a window, as a share of the distance of samples."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Milliseconds between samples, and between evaluations: a whole number of samples."""

    step: int
    tick: int

    def seen(self, window: int) -> int:
        """The part of a window that lies between samples, if it ends on one."""
        return window // self.step * self.step


def clock(short: int, windows: Windows) -> Clock:
    """The clock for a pair with this `short` window, in milliseconds, where all `windows` are read."""
    clocks = [_clock(round(short / ticks), windows.base) for ticks in _TICKS]
    return max(clocks, key=lambda one: min(_distance(one.step, windows.exact), _distance(one.tick, windows.chained)))


def _clock(tick: int, base: int) -> Clock:
    samples = -(-tick * _SAMPLES // base)
    step = int(tick // samples)
    return Clock(step, int(step * samples))


def _distance(length: int, windows: Sequence[int]) -> float:
    """How near a window comes to a whole number of samples (or of sums, for chained ones), in samples."""
    shares = [window % length / length for window in windows]
    return min((_CLEAR, *(min(share, 1 - share) for share in shares)))
