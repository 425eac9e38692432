"""Both sides of an operator in hand-written PromQL have elements that match.

Prometheus joins elements whose labels are the same, all of them, or those that `on` and `ignoring` leave. If one side
always has a label that the other never has, the result is empty for ever, and nothing tells.

To mend: sum both sides by the same labels, or say `on (...)` with labels that both have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.labels import is_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.graph.labels import Labels
    from watchspec_generators.promql import Node
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "error"


def check(chain: Chain) -> Iterator[Problem]:
    """Ratios, comparisons and joins of which one side always has a label that the other never has."""
    for raw in chain.raw:
        for node in raw.parts("binary"):
            if node.name == "or" or any(is_scalar(child) for child in node.children):
                continue
            left, right = (chain.labelling.of(child) for child in node.children)
            only_left, only_right = apart_labels(node, left, right), apart_labels(node, right, left)
            if only_left or only_right:
                side, label = ("left", only_left[0]) if only_left else ("right", only_right[0])
                message = f"the sides of `{node.name}` never match: only the {side} one has `{label}`"
                expected = "both sides by the same labels, or `on (...)` with labels that both have"
                yield chain.problem(raw, node.name_span[0], message, expected)


def apart_labels(node: Node, one: Labels, other: Labels) -> list[str]:
    """The labels that matter, which elements of `one` always have and those of `other` never."""
    on, ignoring = node.grouping("on"), node.grouping("ignoring")
    judged = one.always & set(on.labels) if on else one.always - set(ignoring.labels if ignoring else ())
    return sorted(label for label in judged if not other.may_have(label))
