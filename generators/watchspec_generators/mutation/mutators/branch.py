"""One side of `or`, `and` and `unless` removed: floors, fallbacks, exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Edit
from watchspec_generators.mutation.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.promql import Expression

_OPERATORS = ("or", "and", "unless")


def edits(expression: Expression) -> Iterator[Edit]:
    """Each side alone; the right side of `unless` is no weaker rule but another one, and is left out."""
    for node in expression.root.walk():
        if node.kind == "binary" and node.name in _OPERATORS:
            left, right = node.children
            yield Edit(node.span, expression.of(left), f"{node.name} {shown(expression, right)} was removed")
            if node.name != "unless":
                yield Edit(node.span, expression.of(right), f"{shown(expression, left)} {node.name} was removed")
