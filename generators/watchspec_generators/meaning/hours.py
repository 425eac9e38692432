"""Hours of a week in words: `at night: Mon-Fri 22:00-24:00`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Hour = tuple[int, int]
"""Weekday from 0 (Monday), and hour."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS = 24
_WEEKEND = frozenset({5, 6})
_NIGHT = frozenset({*range(20, _HOURS), *range(9)})


def spoken(hours: Iterable[Hour]) -> str:
    """`hours` in words; nothing where it is all of them."""
    chosen = set(hours)
    if len(chosen) == len(_DAYS) * _HOURS:
        return ""
    by_day = [tuple(_ranges({hour for day, hour in chosen if day == number})) for number in range(len(_DAYS))]
    runs = [(ranges, [day for day, _ in run]) for ranges, run in groupby(enumerate(by_day), lambda item: item[1])]
    listed = "; ".join(_days(days) + _times(ranges) for ranges, days in runs if ranges)
    return f"{_name(chosen)}{listed}"


def _name(chosen: set[Hour]) -> str:
    if {day for day, _ in chosen} <= _WEEKEND:
        return "at the weekend: "
    return "at night: " if {hour for _, hour in chosen} <= _NIGHT else ""


def _ranges(hours: set[int]) -> list[tuple[int, int]]:
    starts = sorted(hour for hour in hours if hour - 1 not in hours)
    ends = sorted(hour + 1 for hour in hours if hour + 1 not in hours)
    return list(zip(starts, ends, strict=True))


def _days(days: list[int]) -> str:
    first, last = _DAYS[days[0]], _DAYS[days[-1]]
    return first if first == last else f"{first}-{last}"


def _times(ranges: tuple[tuple[int, int], ...]) -> str:
    if ranges == ((0, _HOURS),):
        return ""
    return " " + " and ".join(f"{start:02}:00-{end:02}:00" for start, end in ranges)
