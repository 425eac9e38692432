"""What a PromQL expression reads: its selectors, as names and matchers whose values are plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.promql import parse
from watchspec_generators.values.selector import Matcher, matches, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.promql import Expression, Node
    from watchspec_generators.promql import Matcher as WrittenMatcher

NAME = "__name__"


@dataclass(frozen=True, slots=True)
class Read:
    """One selector of an expression."""

    node: Node
    name: str
    """Of the metric; empty where the selector asks for none by its whole name."""

    def allows(self, labels: Mapping[str, str]) -> bool:
        """Whether series with these labels, and maybe others, can be among those that are selected."""
        return all(
            matches(plain_matcher(each), labels[each.label]) for each in self.node.matchers if each.label in labels
        )


def parsed(text: str) -> Expression | None:
    """The tree of `text`; None where Prometheus' parser, which a check asks, knows more than ours."""
    try:
        return parse(text)
    except ValueError:
        return None


def read(selector: Node) -> Read:
    """What `selector` asks for; its name may stand among the matchers."""
    return Read(selector, selector.name or _asked_name(selector))


def reads(expression: Expression) -> Iterator[Read]:
    """The selectors of `expression`, from left to right."""
    return (read(node) for node in expression.root.walk() if node.kind == "selector")


def plain_matcher(written: WrittenMatcher) -> Matcher:
    """The matcher without its quotes; raw strings, in backticks, have no escapes to undo."""
    inner = written.value[1:-1]
    return Matcher(written.label, written.op, inner.replace("\\", "\\\\") if written.value[0] == "`" else inner)


def plain_value(written: WrittenMatcher) -> str:
    """The value that a matcher asks for."""
    return unescaped(plain_matcher(written).value)


def _asked_name(node: Node) -> str:
    return next((plain_value(each) for each in node.matchers if (each.label, each.op) == (NAME, "=")), "")
