"""Label matchers dropped or turned into their opposite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.promql import Expression, Matcher, Node

_NEGATED = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}


def edits(expression: Expression) -> Iterator[Edit]:
    """Each matcher of each selector."""
    for node in expression.root.walk():
        for matcher in node.matchers:
            written, of = expression.of(matcher.span), node.name or "the selector"
            yield Edit(_with_comma(expression.text, node, matcher), "", f"{written} of {of} was dropped")
            yield Edit(matcher.op_span, _NEGATED[matcher.op], f"{written} of {of} was negated")


def _with_comma(text: str, node: Node, matcher: Matcher) -> tuple[int, int]:
    """The matcher's place, with the comma that parts it from its neighbour."""
    spans = [one.span for one in node.matchers]
    place = spans.index(matcher.span)
    if place + 1 < len(spans):
        return (matcher.span[0], spans[place + 1][0])
    if place:
        return (spans[place - 1][1], matcher.span[1])
    # A comma may also follow the only one.
    end = text.index("}", matcher.span[1])
    return (matcher.span[0], end)
