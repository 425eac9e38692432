"""A comparison with zero that only drops NaN, since what is compared is never zero or less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.facts import positive, vector_of, zero
from watchspec_generators.promql import parse

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule
    from watchspec_generators.promql import Node


def reason(rule: Rule, change: Change) -> str | None:
    """`quantile >= 0`, `> 0` and `>= -1` are the same."""
    if change.edit is None or change.mutator not in ("comparator", "threshold"):
        return None
    expression = rule.expression
    node = next(one for one in reversed(expression.path(change.edit.span)) if one.kind == "binary")
    broken = parse(change.edit.applied(expression.text))
    other = next(
        one for one in reversed(broken.path((node.span[0], node.children[0].span[1] + 1))) if one.kind == "binary"
    )
    if _drops_nan_alone(node) and _drops_nan_alone(other):
        return "a quantile is above zero or NaN, and either comparison drops NaN alone"
    return None


def _drops_nan_alone(node: Node) -> bool:
    vector, number = vector_of(node), node.children[1].bare
    if vector is None or not positive(vector) or node.name not in (">", ">="):
        return False
    negative = number.kind == "unary" and number.name == "-"
    return zero(number) or negative
