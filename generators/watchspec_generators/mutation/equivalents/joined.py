"""A join already demands what a dropped matcher, or a label dropped from `on (...)`, would ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.facts import KEEP_LABELS, always, beside_number, between, joins_by, relabelled

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Edit, Rule
    from watchspec_generators.promql import Expression, Matcher, Node

_RIGHT_ONLY = "unless"
_UNION = "or"


def reason(rule: Rule, change: Change) -> str | None:
    """Both sides have one value of the label: it is enough if one of them, or none, says so."""
    if change.edit is None:
        return None
    if change.mutator == "grouping":
        return _grouping(rule.expression, change.edit)
    return _matcher(rule.expression, change.edit) if change.mutator == "matcher" and not change.edit.text else None


def _grouping(expression: Expression, edit: Edit) -> str | None:
    for node in expression.path(edit.span):
        on = node.grouping("on")
        if on and on.span == edit.span:
            label = next(label for label in on.labels if label not in edit.text.partition("(")[2])
            values = {one.value for side in node.children for one in _matchers(side) if one.label == label}
            if any(all(always(side, label, value) for side in node.children) for value in values):
                return f"both sides of the join have one and the same {label}"
    return None


def _matcher(expression: Expression, edit: Edit) -> str | None:
    selector = expression.path(edit.span)[-1]
    dropped = next(one for one in selector.matchers if edit.span[0] <= one.span[0] and one.span[1] <= edit.span[1])
    if dropped.op != "=":
        return None
    for inner, outer in between(expression, selector.span):
        if outer.name == _UNION and joins_by(outer, dropped.label):
            # What is added to one side stands in the way of nothing but what it would be dropped with.
            continue
        if outer.kind == "binary" and beside_number(outer) is None:
            return None if outer.name == _UNION else _across(outer, inner, dropped)
        if not _hands_on(outer, dropped.label):
            return None
    return None


def _across(join: Node, side: Node, dropped: Matcher) -> str | None:
    left, right = join.children
    other = right if side is left else left
    if not joins_by(join, dropped.label) or (join.name == _RIGHT_ONLY and side is left):
        return None
    if not always(other, dropped.label, dropped.value):
        return None
    return f"the other side of the join has {dropped.label}={dropped.value} alone"


def _hands_on(node: Node, label: str) -> bool:
    by = node.grouping("by")
    passes = node.kind == "aggregation" and by is not None and label in by.labels
    kept = node.name in KEEP_LABELS or relabelled(node, label)
    return passes or kept or node.kind == "parentheses" or beside_number(node) is not None


def _matchers(node: Node) -> list[Matcher]:
    return [matcher for part in node.walk() for matcher in part.matchers]
