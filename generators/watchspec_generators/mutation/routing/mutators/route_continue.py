"""`continue` flipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, at, children, replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each route."""
    for place in children(config):
        flipped = not at(config, place).get("continue", False)
        yield Change(place, f"continue became {str(flipped).lower()}", replaced(config, (*place, "continue"), flipped))
