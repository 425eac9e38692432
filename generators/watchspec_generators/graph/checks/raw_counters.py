"""Hand-written PromQL reads counters by their growth, and gauges by their value.

A counter only climbs until the service restarts: compared as it is, it fires for ever or never. The growth of a gauge
takes each fall for a restart.

To mend: `rate(...)` or `increase(...)` of counters; `delta(...)`, `avg_over_time(...)` or nothing of gauges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.catalogued import BY_SERIES
from watchspec_generators.graph.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.promql import Expression, Node
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"
_GROWTH = frozenset({"rate", "increase", "irate"})
_PRESENCE = frozenset(
    {"absent", "absent_over_time", "present_over_time", "count", "group", "count_over_time", "timestamp"}
)


def check(chain: Chain) -> Iterator[Problem]:
    """Counters that are read as they stand, and gauges that are read by their growth."""
    for raw in chain.raw:
        for node in raw.parts("selector"):
            series = read(node).name
            metric = BY_SERIES.get(series)
            if metric is None:
                continue
            around = _around(raw.expression, node)
            if metric.kind == "gauge" and _GROWTH & around:
                message = f"{series} is a gauge, and its falls would be taken for restarts"
                yield chain.problem(raw, node.span[0], message, "its value, or `delta`")
            elif metric.kind != "gauge" and not node.window and not _PRESENCE & around:
                message = f"{series} is a counter, and only climbs"
                yield chain.problem(raw, node.span[0], message, "`rate` or `increase` over a window")


def _around(expression: Expression, node: Node) -> frozenset[str]:
    """The functions and aggregations that the selector stands in."""
    return frozenset(part.name for part in expression.path(node.span) if part.kind in ("call", "aggregation"))
