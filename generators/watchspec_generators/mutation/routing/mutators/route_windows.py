"""Mutes and active windows taken from routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, items, routes, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each window of each list; a list without any is left out, as it would be generated."""
    for route in routes(config):
        for kind in ("mute", "active"):
            windows = list(items(config, *route, f"{kind}_time_intervals"))
            for place, name in windows:
                gone = place if len(windows) > 1 else place[:-1]
                yield Change(route, f"the {kind} window {name} was dropped", without(config, gone))
