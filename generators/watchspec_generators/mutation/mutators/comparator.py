"""Comparisons turned round, or made to take equality in or leave it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Edit
from watchspec_generators.mutation.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.promql import Expression

COMPARISONS = frozenset(("==", "!=", ">", "<", ">=", "<="))
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "!=", "!=": "=="}
_EQUALITY = {">": ">=", "<": "<=", ">=": ">", "<=": "<"}


def edits(expression: Expression) -> Iterator[Edit]:
    """`>` to `<` and to `>=`, and so on."""
    for node in expression.root.walk():
        if node.kind == "binary" and node.name in _TURNED:
            for other in (_TURNED[node.name], _EQUALITY.get(node.name)):
                if other:
                    what = f"{node.name} {shown(expression, node.children[1])} became {other}"
                    yield Edit(node.name_span, other, what)
