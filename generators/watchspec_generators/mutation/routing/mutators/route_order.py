"""Neighbouring routes swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, at, children, replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each route with the one after it."""
    for place in children(config):
        *above, index = place
        siblings = at(config, tuple(above))
        if isinstance(index, int) and index + 1 < len(siblings):
            swapped = [*siblings[:index], siblings[index + 1], siblings[index], *siblings[index + 2 :]]
            yield Change(place, "the route came after the next one", replaced(config, tuple(above), swapped))
