"""The parts of a PromQL expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]
"""Start and end in the text."""
Kind = Literal["number", "string", "selector", "call", "aggregation", "binary", "unary", "parentheses", "subquery"]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A label matcher of a selector; `value` is as written, quotes included."""

    label: str
    op: str
    value: str
    span: Span
    op_span: Span


@dataclass(frozen=True, slots=True)
class Grouping:
    """`by (a, b)` and its kin: `keyword` is by, without, on, ignoring, group_left or group_right."""

    keyword: str
    span: Span
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression; `name` is a metric, function, aggregation or operator, `span` all that belongs to it."""

    kind: Kind
    span: Span
    name: str = ""
    name_span: Span = (0, 0)
    children: tuple[Node, ...] = ()
    groupings: tuple[Grouping, ...] = ()
    matchers: tuple[Matcher, ...] = ()
    window: Span | None = None
    """The duration of a range, without brackets and step."""
    offset: Span | None = None
    """The word `offset` and its duration."""

    def walk(self) -> Iterator[Node]:
        """This part and all below it, outer ones first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def bare(self) -> Node:
        """What stands within any parentheses."""
        return self.children[0].bare if self.kind == "parentheses" else self

    @property
    def number(self) -> float | None:
        """The number that it is, with its sign; None if it is none, or one that Python writes in another way."""
        if self.kind in ("parentheses", "unary"):
            inner = self.children[0].number
            return -inner if inner is not None and self.name == "-" else inner
        try:
            return float(self.name) if self.kind == "number" else None
        except ValueError:
            return None

    def grouping(self, *keywords: str) -> Grouping | None:
        """The grouping with one of the keywords."""
        return next((grouping for grouping in self.groupings if grouping.keyword in keywords), None)


@dataclass(frozen=True, slots=True)
class Expression:
    """A text and its tree."""

    text: str
    root: Node

    def of(self, part: Node | Span) -> str:
        """The text of a part."""
        start, end = part.span if isinstance(part, Node) else part
        return self.text[start:end]

    def path(self, span: Span) -> tuple[Node, ...]:
        """The nodes that hold `span`, outermost first."""
        found: list[Node] = []
        here: Node | None = self.root
        while here is not None:
            found.append(here)
            inside = (child for child in here.children if child.span[0] <= span[0] and span[1] <= child.span[1])
            here = next(inside, None)
        return tuple(found)

    @property
    def names(self) -> frozenset[str]:
        """The metrics that it reads."""
        return frozenset(node.name for node in self.root.walk() if node.kind == "selector")
