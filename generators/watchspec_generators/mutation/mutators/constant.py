"""Numbers that nothing is compared with, moved by 10 %: quantiles, factors, summands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.mutators.comparator import COMPARISONS
from watchspec_generators.mutation.numbers import moved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.mutation.types import Edit
    from watchspec_generators.promql import Expression

_FACTORS = (1.1, 1 / 1.1)


def edits(expression: Expression) -> Iterator[Edit]:
    """Each number but those that `threshold` moves; 0 moves up and down instead."""
    for node in expression.root.walk():
        if not (node.kind == "binary" and node.name in COMPARISONS):
            for part in node.children:
                yield from moved(expression, part, _FACTORS)
