"""Routes removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, children, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each route, with all below it."""
    for place in children(config):
        yield Change(place, "the route was removed", without(config, place))
