"""Lengths of time as Grafana reads them: one number with one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNITS: Mapping[str, int] = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000}
_SHORTEST_REFRESH = Duration(5000)
"""What Grafana allows by default."""


def span(duration: Duration) -> str:
    """`duration` in the largest unit that holds it exactly: 90 s is 90s, since 1m30s would not be understood."""
    for unit, size in _UNITS.items():
        if duration.milliseconds % size == 0:
            return f"{duration.milliseconds // size}{unit}"
    return f"{duration.milliseconds}ms"


def refresh(duration: Duration) -> str:
    """How often a board asks again, within what Grafana allows."""
    return span(max(duration, _SHORTEST_REFRESH))
