"""`(part or 0 * whole) / (whole > 0)`: what a wider `0 * whole` adds has nothing to be divided by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.facts import vector_of, zero

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule
    from watchspec_generators.promql import Expression, Node


def reason(rule: Rule, change: Change) -> str | None:
    """A matcher dropped from the whole that fills in zeros, or its window doubled."""
    if change.edit is None or not _widens(change):
        return None
    expression = rule.expression
    for ratio in expression.path(change.edit.span):
        filled = _filled(expression, ratio)
        if filled and filled.span[0] <= change.edit.span[0] and change.edit.span[1] <= filled.span[1]:
            return "what this adds has nothing to be divided by"
    return None


def _widens(change: Change) -> bool:
    dropped = change.mutator == "matcher" and change.edit is not None and not change.edit.text
    return dropped or (change.mutator == "window" and "doubled" in change.what)


def _filled(expression: Expression, ratio: Node) -> Node | None:
    """The `whole` of `0 * whole`, if the ratio is of that form."""
    if ratio.kind != "binary" or ratio.name != "/":
        return None
    union, guard = (side.bare for side in ratio.children)
    whole = vector_of(guard)
    if union.name != "or" or whole is None or guard.name != ">":
        return None
    fill = union.children[1].bare
    if fill.name != "*" or not zero(fill.children[0]):
        return None
    return fill.children[1] if expression.of(fill.children[1].bare) == expression.of(whole) else None
