"""Inhibitions removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, items, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each rule."""
    for place, _ in items(config, "inhibit_rules"):
        yield Change(place, "the inhibition was removed", without(config, place))
