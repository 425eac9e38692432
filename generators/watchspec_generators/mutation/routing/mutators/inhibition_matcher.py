"""Matchers dropped from an inhibition's source or target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, items, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each matcher of each side."""
    for rule, _ in items(config, "inhibit_rules"):
        for side in ("source", "target"):
            for place, matcher in items(config, *rule, f"{side}_matchers"):
                yield Change(rule, f"{matcher} was dropped from the {side}", without(config, place))
