"""`for` and `keep_firing_for` dropped and doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Change
from watchspec_generators.mutation.words import resized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.mutation.types import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """Each of the two that the rule has."""
    for key in ("for", "keep_firing_for"):
        if key in rule.content:
            written = rule.content[key]
            yield Change(f"{key}: {written} was dropped", rule.without(key))
            yield Change(f"{key}: {written} was doubled", rule.replaced(resized(written, 2), key))
