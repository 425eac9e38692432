"""What is certain about the values and labels of an expression, whatever the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.mutators.comparator import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.promql import Expression, Node

KEEP_LABELS = frozenset(
    [
        "rate",
        "increase",
        "irate",
        "delta",
        "idelta",
        "deriv",
        "sum_over_time",
        "avg_over_time",
        "min_over_time",
        "max_over_time",
        "count_over_time",
        "last_over_time",
        "present_over_time",
        "stddev_over_time",
        "quantile_over_time",
        "abs",
        "ceil",
        "floor",
        "round",
        "clamp",
        "clamp_min",
        "clamp_max",
        "sqrt",
        "sort",
        "sort_desc",
        "timestamp",
        "month",
        "day_of_month",
        "day_of_week",
        "days_in_month",
    ]
)
"""Functions of one vector whose elements keep their labels, names apart."""
_NEVER_NEGATIVE = frozenset(["rate", "increase", "irate", "count_over_time", "present_over_time", "abs"])
_WHOLE = frozenset(["count", "month", "day_of_month", "day_of_week", "days_in_month"])
_ARITHMETIC = frozenset("+-*/%^")
_SUMS = frozenset(["sum", "avg", "max", "min", "count", "group"])


def vector_of(node: Node) -> Node | None:
    """The side of a comparison with a number that is no number."""
    return beside_number(node) if node.name in COMPARISONS else None


def beside_number(node: Node) -> Node | None:
    """The side of a comparison or of arithmetic with a number, such as `time()`, that is no number."""
    vectors = [side.bare for side in node.children if not _is_number(side.bare)]
    known = node.kind == "binary" and (node.name in COMPARISONS or node.name in _ARITHMETIC)
    return vectors[0] if known and len(vectors) == 1 else None


def _is_number(node: Node) -> bool:
    if node.kind == "binary":
        return all(_is_number(side.bare) for side in node.children)
    one = node.kind == "number" or node.name in ("scalar", "time")
    return one or (node.kind == "unary" and _is_number(node.children[0].bare))


def integral(node: Node) -> bool:
    """Whether each element is a whole number."""
    node = node.bare
    if node.kind == "binary":
        return node.name in ("+", "-", "*") and all(integral(side) for side in node.children)
    if node.kind == "number":
        return (node.number or 0.5).is_integer()
    return node.name in _WHOLE


def always(node: Node, label: str, value: str) -> bool:
    """Whether each element has the label with this value (as written, quotes included)."""
    node = node.bare
    if node.kind == "selector":
        return any((one.label, one.op, one.value) == (label, "=", value) for one in node.matchers)
    if node.kind == "binary":
        inner = beside_number(node) or (node.children[0] if node.name in ("and", "unless") else None)
        sides = [always(side, label, value) for side in node.children]
        # Elements that are joined agree in each label that they are joined by.
        joined = node.name in _ARITHMETIC and joins_by(node, label) and inner is None and any(sides)
        return (node.name == "or" and all(sides)) or joined or (inner is not None and always(inner, label, value))
    if node.kind == "aggregation":
        by = node.grouping("by")
        return by is not None and label in by.labels and always(node.children[-1], label, value)
    if relabelled(node, label):
        return always(node.children[0], label, value)
    return node.kind == "call" and node.name in KEEP_LABELS and any(always(one, label, value) for one in node.children)


def joins_by(node: Node, label: str) -> bool:
    """Whether both sides must have the same value of the label."""
    on, ignored = node.grouping("on"), node.grouping("ignoring")
    return label in on.labels if on else not (ignored and label in ignored.labels)


def relabelled(node: Node, label: str) -> bool:
    """Whether it is a `label_replace` of another label."""
    return node.name == "label_replace" and node.children[1].name[1:-1] != label


def never_negative(node: Node) -> bool:
    """Whether no element is below zero."""
    node = node.bare
    if node.kind == "aggregation" and node.name in _SUMS:
        return node.name in ("count", "group") or never_negative(node.children[-1])
    if node.kind == "binary" and vector_of(node) and node.name in COMPARISONS:
        inner = vector_of(node)
        return inner is not None and never_negative(inner)
    return node.kind == "call" and node.name in _NEVER_NEGATIVE


def zero(node: Node) -> bool:
    """Whether it is the number 0."""
    return node.bare.kind == "number" and node.bare.name == "0"


def between(expression: Expression, span: tuple[int, int]) -> Iterable[tuple[Node, Node]]:
    """From the innermost node that holds `span` outwards: each node with the one around it."""
    path = expression.path(span)
    return zip(path[:0:-1], path[-2::-1], strict=True)
