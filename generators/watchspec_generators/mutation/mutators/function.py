"""Functions and aggregations taken for their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Edit
from watchspec_generators.mutation.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.promql import Expression

_NEIGHBOURS = {
    "rate": ("increase",),
    "increase": ("rate",),
    "irate": ("rate",),
    "delta": ("deriv",),
    "sum": ("avg", "max"),
    "avg": ("sum", "max"),
    "max": ("min", "sum"),
    "min": ("max", "sum"),
    "count": ("sum",),
    "sum_over_time": ("avg_over_time",),
    "avg_over_time": ("max_over_time", "min_over_time"),
    "max_over_time": ("min_over_time", "avg_over_time"),
    "min_over_time": ("max_over_time", "avg_over_time"),
    "stddev_over_time": ("avg_over_time",),
    "count_over_time": ("sum_over_time",),
    "last_over_time": ("max_over_time",),
    "clamp_min": ("clamp_max",),
    "clamp_max": ("clamp_min",),
    "ceil": ("floor",),
    "floor": ("ceil",),
}


def edits(expression: Expression) -> Iterator[Edit]:
    """Each name of a function or an aggregation that has a neighbour."""
    for node in expression.root.walk():
        if node.kind in ("call", "aggregation"):
            for other in _NEIGHBOURS.get(node.name, ()):
                yield Edit(node.name_span, other, f"{node.name} became {other} in {shown(expression, node)}")
