"""Time windows as Alertmanager's time intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.holding import holdings, outside_name
from watchspec_generators.values.window import DAY_MINUTES, WEEK, Interval, outside, parse_window

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.alertmanager.holding import Level
    from watchspec_generators.model import Monitoring
    from watchspec_generators.values.window import Window

_ALWAYS = Interval()


def time_intervals(monitoring: Monitoring) -> list[dict[str, Any]]:
    """Every window of the spec, then those that the routes need for the times outside one.

    A window that is never has no entries: Alertmanager takes an empty list as "at no time".
    """
    windows = {name: parse_window(window.timezone, window.ranges) for name, window in monitoring.windows.items()}
    levels = dict.fromkeys(
        level for holding in holdings(monitoring.routing) for level in holding.outside(monitoring.windows)
    )
    return [_window(name, window) for name, window in windows.items()] + [_outside(level, windows) for level in levels]


def _window(name: str, window: Window) -> dict[str, Any]:
    return _named(name, window.timezone, (interval for part in window.ranges for interval in part.intervals()))


def _outside(level: Level, windows: Mapping[str, Window]) -> dict[str, Any]:
    beyond = outside(part for name in level for part in windows[name].ranges)
    return _named(outside_name(level), windows[level[0]].timezone, beyond)


def _named(name: str, timezone: str, intervals: Iterable[Interval]) -> dict[str, Any]:
    return {"name": name, "time_intervals": [_entry(timezone, interval) for interval in dict.fromkeys(intervals)]}


def _entry(timezone: str, interval: Interval) -> dict[str, Any]:
    if interval == _ALWAYS:
        return {}
    entry: dict[str, Any] = {}
    if interval.weekdays:
        entry["weekdays"] = [_days(first, last) for first, last in interval.weekdays]
    if (interval.start, interval.end) != (0, DAY_MINUTES):
        entry["times"] = [{"start_time": _clock(interval.start), "end_time": _clock(interval.end)}]
    return entry | {"location": timezone}


def _days(first: int, last: int) -> str:
    return WEEK[first] if first == last else f"{WEEK[first]}:{WEEK[last]}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
