"""Annotations changed and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.mutators.label import MUTANT
from watchspec_generators.mutation.types import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.mutation.types import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """Each annotation."""
    for name, text in rule.content.get("annotations", {}).items():
        yield Change(f"annotation {name} was changed", rule.replaced(f"{text} {MUTANT}", "annotations", name))
        yield Change(f"annotation {name} was dropped", rule.without("annotations", name))
