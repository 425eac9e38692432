"""Time intervals as they are written: `monday:friday`, `-3:-1`, `start_time: '22:00'`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from watchspec_generators.simulator.intervals import UTC, TimeInterval
from watchspec_generators.values.window import WEEK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec_generators.simulator.document import Value
    from watchspec_generators.simulator.intervals import Span

_TIME = re.compile(r"(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAYS_AT_LEAST = 28
_MOST_DAYS = 31
_KEYS = ("times", "weekdays", "days_of_month", "months", "years", "location")


def read_intervals(named: Value, *, real_months: bool) -> tuple[str, tuple[TimeInterval, ...]]:
    """A name and its entries."""
    keys = named.keys(("name", "time_intervals"))
    if "name" not in keys or not keys["name"].text():
        raise named.wrong("a time interval has no name")
    entries = keys["time_intervals"].items() if "time_intervals" in keys else ()
    return keys["name"].text(), tuple(read_interval(entry, real_months=real_months) for entry in entries)


def read_interval(entry: Value, *, real_months: bool) -> TimeInterval:
    # An entry that is left empty has no conditions.
    keys = {} if entry.content is None else entry.keys(_KEYS)
    return TimeInterval(
        times=_spans(keys, "times", _times),
        weekdays=_spans(keys, "weekdays", _weekdays),
        days_of_month=_spans(keys, "days_of_month", _days_of_month),
        months=_spans(keys, "months", _months),
        years=_spans(keys, "years", _years),
        location=_zone(keys["location"]) if "location" in keys else UTC,
        real_months=real_months,
    )


def _spans(keys: Mapping[str, Value], key: str, read: Callable[[Value], Span]) -> tuple[Span, ...] | None:
    return tuple(read(item) for item in keys[key].items()) if key in keys else None


def _zone(value: Value) -> ZoneInfo:
    name = value.text()
    if name == "Local":
        raise value.wrong("`Local` is whatever zone Alertmanager's machine is in")
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, OSError, ValueError):
        raise value.wrong(f"there is no time zone `{name}`") from None


def _times(value: Value) -> Span:
    keys = value.keys(("start_time", "end_time"))
    if len(keys) < 2:  # noqa: PLR2004 - a start and an end
        raise value.wrong("both start_time and end_time must be given")
    start, end = _minute(keys["start_time"]), _minute(keys["end_time"])
    if start >= end:
        raise value.wrong("start_time is not before end_time")
    return start, end


def _minute(value: Value) -> int:
    found = _TIME.fullmatch(value.text())
    if not found:
        raise value.wrong(f"`{value.text()}` is no time from '00:00' to '24:00'; unquoted, YAML may read a number")
    return int(found[1]) * 60 + int(found[2]) if found[1] else 24 * 60


def _weekdays(value: Value) -> Span:
    return _ordered(value, _range(value, lambda day: WEEK.index(day) if day in WEEK else None))


def _months(value: Value) -> Span:
    return _ordered(value, _range(value, lambda name: _MONTHS.index(name) + 1 if name in _MONTHS else _number(name)))


def _years(value: Value) -> Span:
    return _ordered(value, _range(value, _number))


def _days_of_month(value: Value) -> Span:
    begin, end = _range(value, _number)
    if not all(0 < abs(day) <= _MOST_DAYS for day in (begin, end)):
        raise value.wrong(f"`{value.text()}` is no day of a month")
    if begin < 0 < end:
        raise value.wrong("a negative day can't end at a positive one")
    # In the shortest month the end must not come first.
    first, last = (day + _DAYS_AT_LEAST if day < 0 else day for day in (begin, end))
    if first > last:
        raise value.wrong(f"`{value.text()}` ends before it begins")
    return begin, end


def _range(value: Value, member: Callable[[str], int | None]) -> Span:
    parts = value.text().lower().split(":")
    found = [member(part) for part in parts]
    first, last = found[0], found[-1]
    if len(parts) > 2 or first is None or last is None:  # noqa: PLR2004 - one, or first and last
        raise value.wrong(f"`{value.text()}` can't be read")
    return first, last


def _ordered(value: Value, span: Span) -> Span:
    if span[0] > span[1]:
        raise value.wrong(f"`{value.text()}` ends before it begins")
    return span


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
