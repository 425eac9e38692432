"""How far apart Grafana asks for points, and the windows that follow from it; all in milliseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPAN = re.compile(r">?\s*(\d+(?:\.\d+)?)(ms|[smhdwMy])")
_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000
_UNITS = {
    "ms": 1,
    "s": _SECOND,
    "m": _MINUTE,
    "h": _HOUR,
    "d": _DAY,
    "w": 7 * _DAY,
    "M": 30 * _DAY,
    "y": 365 * _DAY,
}
DEFAULT_SCRAPE = 15 * _SECOND
"""What Grafana takes for the distance between scrapes where neither panel nor data source says it."""
_ROUND = (
    (10, 1),
    (15, 10),
    (35, 20),
    (75, 50),
    (150, 100),
    (350, 200),
    (750, 500),
    (1_500, _SECOND),
    (3_500, 2 * _SECOND),
    (7_500, 5 * _SECOND),
    (12_500, 10 * _SECOND),
    (17_500, 15 * _SECOND),
    (25_000, 20 * _SECOND),
    (45_000, 30 * _SECOND),
    (90_000, _MINUTE),
    (210_000, 2 * _MINUTE),
    (450_000, 5 * _MINUTE),
    (750_000, 10 * _MINUTE),
    (1_050_000, 15 * _MINUTE),
    (1_500_000, 20 * _MINUTE),
    (2_700_000, 30 * _MINUTE),
    (5_400_000, _HOUR),
    (9_000_000, 2 * _HOUR),
    (16_200_000, 3 * _HOUR),
    (32_400_000, 6 * _HOUR),
    (86_400_000, 12 * _HOUR),
    (604_800_000, _DAY),
    (1_814_400_000, 7 * _DAY),
)
"""Grafana's own steps: below the first number, the second is taken."""
_LONGEST = 30 * _DAY
_SCRAPES = 4
"""A rate's window spans so many scrapes at least."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, in milliseconds since the epoch, and the distance between points."""

    start: int
    end: int
    step: int

    @property
    def moments(self) -> range:
        """Every moment that has a point."""
        return range(self.start, self.end + 1, self.step)


def milliseconds(text: str) -> int | None:
    """A span as Grafana writes it, such as 15s or 6h; None for anything else."""
    found = _SPAN.fullmatch(text.strip())
    return round(float(found[1]) * _UNITS[found[2]]) if found else None


def step(length: int, points: int, least: int) -> int:
    """The distance between points where at most about `points` of them fit into `length`."""
    wanted = length / points
    rounded = next((value for below, value in _ROUND if wanted < below), _LONGEST)
    return max(rounded, least, 1)


def rate_interval(distance: int, scrape: int) -> int:
    """`$__rate_interval`: never so short that a rate would miss a sample."""
    return max(distance + scrape, _SCRAPES * scrape)


def span(end: int, length: int, distance: int) -> Span:
    """`length` up to `end`, on multiples of the distance, as Grafana aligns its questions."""
    last = end // distance * distance
    return Span((last - length) // distance * distance, last, distance)


def written(length: int) -> str:
    """A length as PromQL reads it."""
    for unit in ("d", "h", "m", "s"):
        if length and length % _UNITS[unit] == 0:
            return f"{length // _UNITS[unit]}{unit}"
    return f"{length}ms"
