"""Labels dropped from an inhibition's `equal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, items, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each label of each rule."""
    for rule, _ in items(config, "inhibit_rules"):
        for place, label in items(config, *rule, "equal"):
            yield Change(rule, f"{label} was dropped from equal", without(config, place))
