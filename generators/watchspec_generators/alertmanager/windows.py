"""Time windows as Alertmanager's time intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.holding import holdings, outside_name
from watchspec_generators.spec.windows import window_of
from watchspec_generators.values.window import DAY_MINUTES, WEEK, DatedInterval, Interval, outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.alertmanager.holding import Level
    from watchspec_generators.model import Monitoring
    from watchspec_generators.values.window import Window

    Located = tuple[str, Interval | DatedInterval]

_ALWAYS = Interval()
_ANY_ZONE = "UTC"


def time_intervals(monitoring: Monitoring) -> list[dict[str, Any]]:
    """Every window of the spec, then those that the routes need for the times outside one.

    A window that is never has no entries: Alertmanager takes an empty list as "at no time".
    """
    windows = {name: window_of(window) for name, window in monitoring.windows.items()}
    levels = dict.fromkeys(
        level for holding in holdings(monitoring.routing) for level in holding.outside(monitoring.windows)
    )
    return [_window(name, window) for name, window in windows.items()] + [_outside(level, windows) for level in levels]


def _window(name: str, window: Window) -> dict[str, Any]:
    return _named(name, window.located())


def _outside(level: Level, windows: Mapping[str, Window]) -> dict[str, Any]:
    """Only of windows in one zone and without dates; no other level comes here."""
    zone = next((zone for name in level for zone, _ in windows[name].located()), _ANY_ZONE)
    beyond = outside(part for name in level for part in windows[name].ranges)
    return _named(outside_name(level), ((zone, interval) for interval in beyond))


def _named(name: str, located: Iterable[Located]) -> dict[str, Any]:
    return {"name": name, "time_intervals": [_entry(*each) for each in dict.fromkeys(located)]}


def _entry(timezone: str, interval: Interval | DatedInterval) -> dict[str, Any]:
    if interval == _ALWAYS:
        return {}
    entry: dict[str, Any] = {}
    if isinstance(interval, DatedInterval):
        entry |= {
            "years": [str(interval.year)],
            "months": [str(interval.month)],
            "days_of_month": [_run(*days) for days in interval.days],
        }
    elif interval.weekdays:
        entry["weekdays"] = [_days(first, last) for first, last in interval.weekdays]
    if (interval.start, interval.end) != (0, DAY_MINUTES):
        entry["times"] = [{"start_time": _clock(interval.start), "end_time": _clock(interval.end)}]
    return entry | {"location": timezone}


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}:{last}"


def _days(first: int, last: int) -> str:
    return WEEK[first] if first == last else f"{WEEK[first]}:{WEEK[last]}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
