"""From text to tree: a small parser of PromQL by operator precedence."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from watchspec_generators.promql.tokens import tokens
from watchspec_generators.promql.tree import Expression, Grouping, Matcher, Node

if TYPE_CHECKING:
    from watchspec_generators.promql.tokens import Token
    from watchspec_generators.promql.tree import Span

AGGREGATIONS = frozenset(
    [
        "sum",
        "avg",
        "count",
        "min",
        "max",
        "group",
        "stddev",
        "stdvar",
        "topk",
        "bottomk",
        "count_values",
        "quantile",
        "limitk",
        "limit_ratio",
    ]
)
_LEVELS = (
    ("or",),
    ("and", "unless"),
    ("==", "!=", ">", "<", ">=", "<="),
    ("+", "-"),
    ("*", "/", "%", "atan2"),
    ("^",),
)
_POWER = {op: level for level, ops in enumerate(_LEVELS) for op in ops}
_UNARY = _POWER["*"] + 1
"""A sign binds looser than a power, tighter than a product."""
_MATCHING = ("on", "ignoring")
_JOINING = ("group_left", "group_right")
_MATCHERS = ("=", "!=", "=~", "!~")


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The tree of `text`; ValueError where it is no PromQL that we know."""
    parser = _Parser(text)
    root = parser.expression(0)
    parser.expect("")
    return Expression(text, root)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._place = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._next
        self._place += token.word != "end"
        return token

    def _at(self, *texts: str) -> bool:
        return self._next.word in ("name", "mark", "end") and self._next.text.lower() in texts

    def expect(self, *texts: str) -> Token:
        """The next word, which must be one of `texts`."""
        if not self._at(*texts):
            raise ValueError(f"expected {' or '.join(texts) or 'the end'} at character {self._next.start + 1}")
        return self._take()

    def expression(self, least: int) -> Node:
        """Operators of at least this level, and what they join."""
        left = self._signed()
        while self._next.word in ("name", "mark") and _POWER.get(self._next.text.lower(), -1) >= least:
            left = self._binary(left, self._take())
        return left

    def _signed(self) -> Node:
        if not self._at("-", "+"):
            return self._primary()
        sign = self._take()
        operand = self.expression(_UNARY)
        return Node("unary", (sign.start, operand.span[1]), sign.text, sign.span, (operand,))

    def _binary(self, left: Node, op: Token) -> Node:
        level = _POWER[op.text.lower()]
        if self._at("bool"):
            self._take()
        groupings = []
        if self._at(*_MATCHING):
            groupings.append(self._grouping())
            if self._at(*_JOINING):
                groupings.append(self._grouping())
        right = self.expression(level if op.text == "^" else level + 1)
        span = (left.span[0], right.span[1])
        return Node("binary", span, op.text.lower(), op.span, (left, right), tuple(groupings))

    def _grouping(self) -> Grouping:
        keyword = self._take()
        if keyword.text.lower() in _JOINING and not self._at("("):
            return Grouping(keyword.text.lower(), keyword.span, ())
        self.expect("(")
        labels = []
        while not self._at(")"):
            labels.append(self._take().text)
            if not self._at(")"):
                self.expect(",")
        return Grouping(keyword.text.lower(), (keyword.start, self._take().end), tuple(labels))

    def _primary(self) -> Node:
        token = self._take()
        if token.word in ("number", "duration"):
            return Node("number", token.span, token.text, token.span)
        if token.word == "string":
            return Node("string", token.span, token.text, token.span)
        if token.text == "(":
            inner = self.expression(0)
            return self._modified(Node("parentheses", (token.start, self.expect(")").end), children=(inner,)))
        if token.text == "{":
            return self._modified(self._selector(token, ""))
        if token.word == "name":
            return self._modified(self._named(token))
        raise ValueError(f"expected an expression at character {token.start + 1}")

    def _named(self, name: Token) -> Node:
        if name.text.lower() in AGGREGATIONS and self._at("(", "by", "without"):
            return self._aggregation(name)
        if self._at("("):
            arguments = self._arguments()
            return Node("call", (name.start, arguments[1]), name.text, name.span, arguments[0])
        if self._at("{"):
            self._take()
            return self._selector(name, name.text)
        return Node("selector", name.span, name.text, name.span)

    def _arguments(self) -> tuple[tuple[Node, ...], int]:
        self.expect("(")
        found = []
        while not self._at(")"):
            found.append(self.expression(0))
            if not self._at(")"):
                self.expect(",")
        return tuple(found), self._take().end

    def _aggregation(self, name: Token) -> Node:
        before = (self._grouping(),) if self._at("by", "without") else ()
        arguments, end = self._arguments()
        after = (self._grouping(),) if not before and self._at("by", "without") else ()
        end = after[0].span[1] if after else end
        return Node("aggregation", (name.start, end), name.text.lower(), name.span, arguments, before or after)

    def _selector(self, first: Token, name: str) -> Node:
        """The rest of a selector whose opening brace was read."""
        matchers = []
        while not self._at("}"):
            label = self._take()
            if label.word == "string" and self._at(",", "}"):
                name = label.text[1:-1]
            else:
                matchers.append(self._matcher(label))
            if not self._at("}"):
                self.expect(",")
        return Node("selector", (first.start, self._take().end), name, first.span, matchers=tuple(matchers))

    def _matcher(self, label: Token) -> Matcher:
        op = self.expect(*_MATCHERS)
        value = self._take()
        if value.word != "string":
            raise ValueError(f"expected a string at character {value.start + 1}")
        return Matcher(label.text, op.text, value.text, (label.start, value.end), op.span)

    def _modified(self, node: Node) -> Node:
        while True:
            if self._at("["):
                node = self._ranged(node)
            elif self._at("offset"):
                start, end = self._take().start, self._signed_duration()
                node = replace(node, span=(node.span[0], end), offset=(start, end))
            elif self._at("@"):
                self._take()
                node = replace(node, span=(node.span[0], self._signed().span[1]))
            else:
                return node

    def _ranged(self, node: Node) -> Node:
        self.expect("[")
        window = self._duration()
        stepped = self._at(":")
        if stepped:
            self._take()
            if self._next.word == "duration":
                self._take()
        span = (node.span[0], self.expect("]").end)
        return (
            Node("subquery", span, children=(node,), window=window)
            if stepped
            else replace(node, span=span, window=window)
        )

    def _duration(self) -> Span:
        token = self._take()
        if token.word != "duration":
            raise ValueError(f"expected a duration at character {token.start + 1}")
        return token.span

    def _signed_duration(self) -> int:
        if self._at("-", "+"):
            self._take()
        return self._duration()[1]
