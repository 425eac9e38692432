"""Windows in another time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, at, items, replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


_OTHERS = ("UTC", "Asia/Tokyo")


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each window, with every entry in UTC, or far from it."""
    for window, _ in items(config, "time_intervals"):
        entries = at(config, window)["time_intervals"]
        zones = {entry["location"] for entry in entries if "location" in entry}
        for zone in sorted(zones):
            other = next(one for one in _OTHERS if one != zone)
            moved = [{**entry, "location": other} if entry.get("location") == zone else entry for entry in entries]
            what = f"the time zone {zone} became {other}"
            yield Change(window, what, replaced(config, (*window, "time_intervals"), moved))
