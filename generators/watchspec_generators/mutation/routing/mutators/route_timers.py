"""`group_wait`, `group_interval` and `repeat_interval` doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, at, replaced, routes
from watchspec_generators.mutation.words import resized
from watchspec_generators.values import parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


_TIMERS = ("group_wait", "group_interval", "repeat_interval")
_FROM_NOTHING = "1m"


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each of the three that a route sets."""
    for route in routes(config):
        for timer in (one for one in _TIMERS if one in at(config, route)):
            written = at(config, route)[timer]
            doubled = resized(written, 2) if parse_duration(written).milliseconds else _FROM_NOTHING
            what = f"{timer} {written} became {doubled}"
            yield Change(route, what, replaced(config, (*route, timer), doubled))
