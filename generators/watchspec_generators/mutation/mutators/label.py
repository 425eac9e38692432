"""Labels that a rule gives, changed and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.mutation.types import Rule

MUTANT = "mutant"


def changes(rule: Rule) -> Iterator[Change]:
    """Each label, severity among them."""
    for label, value in rule.content.get("labels", {}).items():
        yield Change(f"label {label}: {value} was changed", rule.replaced(MUTANT, "labels", label))
        yield Change(f"label {label}: {value} was dropped", rule.without("labels", label))
