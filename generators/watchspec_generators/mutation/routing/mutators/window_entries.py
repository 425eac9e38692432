"""Entries dropped from windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, items, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each entry of each window."""
    for window, _ in items(config, "time_intervals"):
        for place, entry in items(config, *window, "time_intervals"):
            days = ", ".join(str(day) for day in entry.get("weekdays", ("every day",)))
            times = ", ".join(f"{span['start_time']}-{span['end_time']}" for span in entry.get("times", ()))
            yield Change(window, f"{f'{days} {times}'.strip()} was dropped", without(config, place))
