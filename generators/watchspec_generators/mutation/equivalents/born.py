"""`x[2w] unless x[w] offset w`: what a doubled window adds is what `unless` takes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.values import parse_duration

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule
    from watchspec_generators.promql import Expression, Node


def reason(rule: Rule, change: Change) -> str | None:
    """The window on the left doubled, while the right side looks at the time before it, over the same window."""
    if change.mutator != "window" or change.edit is None or "doubled" not in change.what:
        return None
    expression = rule.expression
    path = expression.path(change.edit.span)
    for node in path:
        if node.kind == "binary" and node.name == "unless" and not node.groupings:
            left, right = (_ranged(side) for side in node.children)
            if left and right and left is path[-1] and _before(expression, left, right):
                return "what the longer window adds was there before, which `unless` takes away"
    return None


def _ranged(node: Node) -> Node | None:
    """The range selector within one function of it."""
    call = node.bare
    inner = call.children[0].bare if call.kind == "call" and len(call.children) == 1 else None
    return inner if inner and inner.kind == "selector" and inner.window else None


def _before(expression: Expression, now: Node, then: Node) -> bool:
    if (now.name, _asked(expression, now)) != (then.name, _asked(expression, then)) or now.offset or not then.offset:
        return False
    window = _length(expression, now.window)
    return window == _length(expression, then.window) == _length(expression, then.offset)


def _asked(expression: Expression, node: Node) -> list[str]:
    return [expression.of(matcher.span) for matcher in node.matchers]


def _length(expression: Expression, span: tuple[int, int] | None) -> int:
    return parse_duration(expression.of(span or (0, 0)).removeprefix("offset").strip()).milliseconds
