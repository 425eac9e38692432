"""A quantile of a histogram does not depend on the unit in which its buckets are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.facts import between

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule
    from watchspec_generators.promql import Node

_SCALES = {"rate": "increase", "increase": "rate", "sum": "avg"}


def reason(rule: Rule, change: Change) -> str | None:
    """Counts per window for counts per second, and means over series for sums: all buckets change alike."""
    if change.mutator != "function" or change.edit is None:
        return None
    expression = rule.expression
    changed = expression.path(change.edit.span)[-1]
    if _SCALES.get(changed.name) != change.edit.text:
        return None
    for _, outer in between(expression, changed.span):
        if outer.name == "histogram_quantile":
            return "all buckets change by the same factor, which no quantile shows"
        if not _keeps_scale(outer):
            return None
    return None


def _keeps_scale(node: Node) -> bool:
    return node.kind == "parentheses" or (node.kind == "aggregation" and node.name in ("sum", "avg", "max"))
