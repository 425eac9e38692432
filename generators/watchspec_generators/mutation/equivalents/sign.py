"""A comparison that only drops NaN, since what is compared is a quantile, which can't be that low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.mutation.facts import vector_of
from watchspec_generators.promql import parse

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule
    from watchspec_generators.promql import Node

_FIRST_EDGES = {
    f"{metric.name}_bucket": metric.buckets[0] for metric in catalogue.METRICS if metric.kind == "histogram"
}


def reason(rule: Rule, change: Change) -> str | None:
    """`quantile >= 0`, `> 0` and `>= -1` are the same."""
    if change.edit is None or change.mutator not in ("comparator", "threshold"):
        return None
    path = rule.expression.path(change.edit.span)
    compared = next(node for node in reversed(path) if node.kind == "binary")
    other = parse(change.edit.applied(rule.expression.text)).path(compared.children[0].span)
    inside = next(node for node in reversed(other) if node.kind == "binary" and node.span[0] == compared.span[0])
    if _drops_nan_alone(compared) and _drops_nan_alone(inside):
        return "no quantile is that low, so that either comparison drops NaN alone"
    return None


def _drops_nan_alone(node: Node) -> bool:
    vector = vector_of(node)
    if vector is None or vector.name != "histogram_quantile" or node.name not in (">", ">="):
        return False
    number = node.children[1].bare
    sign, digits = (-1, number.children[0]) if number.kind == "unary" else (1, number)
    try:
        return sign * float(digits.name) < lowest(vector)
    except ValueError:
        return False


def lowest(quantile: Node) -> float:
    """What the quantile is at least: with everything in the first bucket, that share of its width."""
    share = quantile.children[0].bare
    names = [node.name for node in quantile.walk() if node.kind == "selector"]
    edge = min((_FIRST_EDGES.get(name, 0.0) for name in names), default=0.0)
    return float(share.name) * edge if share.kind == "number" else 0.0
