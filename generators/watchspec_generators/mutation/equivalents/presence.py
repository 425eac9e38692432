"""Only whether there is a value matters, not which: right of `and` and `unless`, in `absent` and `count`, times 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.facts import KEEP_LABELS, between, never_negative, vector_of, zero

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule
    from watchspec_generators.promql import Node

_ALIKE = (
    frozenset(("rate", "increase")),
    frozenset(("sum", "avg", "max", "min", "count", "group")),
    frozenset(
        ("sum_over_time", "avg_over_time", "max_over_time", "min_over_time", "last_over_time", "count_over_time")
    ),
)
"""Functions and aggregations that give values for the same labels."""
_SAME_SIGN = (frozenset(("rate", "increase")), frozenset(("sum", "avg", "max")))
"""Of what is never negative: above zero together."""
_ASKING = frozenset(("absent", "count", "group"))


def reason(rule: Rule, change: Change) -> str | None:
    """A function that has become another one with values for the same labels."""
    if change.mutator != "function" or change.edit is None:
        return None
    changed = rule.expression.path(change.edit.span)[-1]
    swap = {changed.name, change.edit.text}
    if not any(swap <= alike for alike in _ALIKE):
        return None
    for inner, outer in between(rule.expression, changed.span):
        if _asks_presence(outer, inner):
            return "only whether there is a value matters here, not which"
        if not _passes(outer) and not _passes_sign(outer, swap):
            return None
    return None


def _asks_presence(outer: Node, inner: Node) -> bool:
    if outer.kind == "binary":
        left, right = outer.children
        return (outer.name in ("and", "unless") and inner is right) or (outer.name == "*" and zero(left))
    return outer.name in _ASKING


def _passes(node: Node) -> bool:
    return node.kind in ("parentheses", "aggregation") or (node.kind == "call" and node.name in KEEP_LABELS)


def _passes_sign(node: Node, swap: set[str]) -> bool:
    vector = vector_of(node)
    known = any(swap <= alike for alike in _SAME_SIGN)
    return known and vector is not None and node.name == ">" and zero(node.children[1]) and never_negative(vector)
