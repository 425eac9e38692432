"""Numbers of an expression, moved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from watchspec_generators.promql import Expression, Node

_FROM_ZERO = (0.1, -0.1)


def moved(expression: Expression, node: Node, factors: Sequence[float]) -> Iterator[Edit]:
    """The number `node`, if it is one, times each factor; 0, which no factor moves, becomes 0.1 and -0.1."""
    value = number_of(node)
    if value is None or not math.isfinite(value):
        return
    for other in (value * factor for factor in factors) if value else _FROM_ZERO:
        yield Edit(node.span, f"{other:.12g}", f"{expression.of(node)} became {other:.6g}")


def number_of(node: Node) -> float | None:
    """The number that the node is, if it is one in decimals."""
    if node.kind != "number":
        return None
    try:
        return float(node.name)
    except ValueError:
        return None
