"""The parts of a ratio in hand-written PromQL look back equally far.

Errors of five minutes over requests of an hour are no share of anything. The same series over two windows is a trend,
and well.

To mend: give both sides the same window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.promql import Expression, Node
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"


def check(chain: Chain) -> Iterator[Problem]:
    """Divisions of one series over a window by another over another window."""
    for raw in chain.raw:
        for node in raw.parts("binary"):
            if node.name != "/":
                continue
            left, right = (_windows(raw.expression, child) for child in node.children)
            if left and right and left != right and not _is_trend(raw.expression, node):
                message = f"the left side of this ratio looks back {_listed(left)}, the right one {_listed(right)}"
                yield chain.problem(raw, node.name_span[0], message, "the same window on both sides")


def _windows(expression: Expression, node: Node) -> frozenset[str]:
    return frozenset(expression.of(part.window) for part in node.walk() if part.window)


def _is_trend(expression: Expression, node: Node) -> bool:
    """Whether both sides read the same selectors."""
    left, right = (frozenset(_selectors(expression, child)) for child in node.children)
    return left == right


def _selectors(expression: Expression, node: Node) -> Iterator[tuple[str, ...]]:
    for part in node.walk():
        if part.kind == "selector":
            yield (part.name, *sorted(expression.of(each.span) for each in part.matchers))


def _listed(windows: frozenset[str]) -> str:
    return " and ".join(sorted(windows))
