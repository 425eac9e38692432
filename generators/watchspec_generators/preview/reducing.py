"""Grafana's calculations that make one number of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_CALCULATIONS: Mapping[str, tuple[str, Callable[[list[float]], float | None]]] = {
    "lastNotNull": ("Last *", lambda found: found[-1]),
    "firstNotNull": ("First *", lambda found: found[0]),
    "mean": ("Mean", lambda found: sum(found) / len(found)),
    "max": ("Max", max),
    "min": ("Min", min),
    "sum": ("Total", sum),
    "count": ("Count", len),
    "range": ("Range", lambda found: max(found) - min(found)),
    "diff": ("Difference", lambda found: found[-1] - found[0]),
    "median": ("Median", lambda found: sorted(found)[len(found) // 2]),
}
_ENDS = {"last": ("Last", -1), "first": ("First", 0)}


def title(calculation: str) -> str:
    """What Grafana calls a calculation."""
    if calculation in _ENDS:
        return _ENDS[calculation][0]
    return _CALCULATIONS[calculation][0] if calculation in _CALCULATIONS else calculation


def reduced(calculation: str, values: Sequence[float | None]) -> float | None:
    """One number of `values`; None where there is none, or for a calculation that is not known here."""
    if calculation in _ENDS:
        return values[_ENDS[calculation][1]] if values else None
    found = [value for value in values if value is not None]
    if not found or calculation not in _CALCULATIONS:
        return None
    return _CALCULATIONS[calculation][1](found)
