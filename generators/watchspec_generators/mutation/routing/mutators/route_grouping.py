"""Labels dropped from `group_by`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, items, routes, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each label of each route's own list."""
    for route in routes(config):
        for place, label in items(config, *route, "group_by"):
            yield Change(route, f"{label} was dropped from group_by", without(config, place))
