"""How sure an alert must be of what a sample says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from watchspec_generators.values.quantity import parse_quantity

LEAST, MOST = 0.5, 0.9999
NONE = "none"
FORM = "a percentage from 50% to 99.99% such as 95%, or `none`"


@dataclass(frozen=True, slots=True)
class Confidence:
    """Level of a two-sided interval (0.95: 95 %), and how many standard errors of a normal distribution it spans."""

    level: float
    z: float

    @property
    def text(self) -> str:
        """As people write it: `95%`."""
        return f"{self.level * 100:.6g}%"

    def scaled(self, time_scale: float) -> Confidence:
        """The same on a clock that runs `time_scale` times as fast: as many samples fewer must say as much."""
        return Confidence(self.level, _short(self.z / math.sqrt(time_scale)))


def confidence(level: float) -> Confidence:
    """What `level`, a share, stands for."""
    return Confidence(level, _short(NormalDist().inv_cdf((1 + level) / 2)))


def parse_confidence(written: object) -> Confidence | None:
    """None for `none`; ValueError unless `written` is that or a level within reason."""
    if written == NONE:
        return None
    try:
        level = parse_quantity(written, "ratio").value
    except ValueError:
        level = 0.0
    if not LEAST <= level <= MOST:
        raise ValueError(f"{written!r} does not fit here; expected {FORM}")
    return confidence(level)


def _short(z: float) -> float:
    # Rules are for reading, too; the seventh digit of a sample means nothing.
    return float(f"{z:.7g}")


USUAL = confidence(0.95)
"""What an alert asks for if its spec says nothing."""
