"""Starts and ends of windows an hour earlier and later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, items, replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


_HOUR, _DAY = 60, 1440


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each time of day, as long as it stays within the day and the start before the end."""
    for window, _ in items(config, "time_intervals"):
        for entry, _ in items(config, *window, "time_intervals"):
            for place, times in items(config, *entry, "times"):
                for end in ("start_time", "end_time"):
                    for shift in (-_HOUR, _HOUR):
                        moved = {**times, end: _clock(_minute(times[end]) + shift)}
                        if 0 <= _minute(moved["start_time"]) < _minute(moved["end_time"]) <= _DAY:
                            what = f"{end} {times[end]} became {moved[end]}"
                            yield Change(window, what, replaced(config, place, moved))


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
