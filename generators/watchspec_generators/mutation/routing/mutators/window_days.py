"""Conditions dropped from windows: weekdays, times, days of the month, months, years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, items, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


_CONDITIONS = ("weekdays", "times", "days_of_month", "months", "years")


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each item of each list of each entry; a list without any is dropped."""
    for window, _ in items(config, "time_intervals"):
        for entry, _ in items(config, *window, "time_intervals"):
            for condition in _CONDITIONS:
                found = list(items(config, *entry, condition))
                for place, item in found:
                    gone = place if len(found) > 1 else place[:-1]
                    said = "-".join(item.values()) if isinstance(item, dict) else item
                    yield Change(window, f"{condition} {said} was dropped", without(config, gone))
