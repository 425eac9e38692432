"""Windows of hand-written PromQL hold two scrapes, and lie within what Prometheus keeps.

To mend: widen the window to four scrape intervals, or keep samples for longer (`prometheus.retention`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.catalogued import BY_SERIES
from watchspec_generators.graph.reading import read
from watchspec_generators.values import Duration
from watchspec_generators.values.duration import parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.promql import Expression, Node, Span
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "error"
_NEED_TWO = frozenset({"rate", "increase", "irate", "delta", "idelta", "deriv", "predict_linear"})


def check(chain: Chain) -> Iterator[Problem]:
    """Ranges of our metrics that never hold two samples, and those that reach back beyond the retention."""
    prometheus = chain.monitoring.prometheus
    least = Duration(2 * prometheus.scrape_interval.milliseconds)
    for raw in chain.raw:
        for node in raw.parts("call"):
            for ranged in node.children if node.name in _NEED_TWO else ():
                window = _length(raw.expression, ranged.window) if ranged.kind == "selector" else None
                if window and window < least and read(ranged).name in BY_SERIES and ranged.window:
                    message = f"a window of {window} holds less than two scrapes ({prometheus.scrape_interval} apart)"
                    yield chain.problem(raw, ranged.window[0], message, f"at least {least}, better twice that")
        for node in raw.parts("selector", "subquery"):
            furthest = _furthest(raw.expression, node)
            if furthest > prometheus.retention:
                message = f"this looks back {furthest}, but Prometheus keeps samples for {prometheus.retention}"
                yield chain.problem(raw, node.span[0], message, f"a `prometheus.retention` of at least {furthest}")


def _furthest(expression: Expression, node: Node) -> Duration:
    offset = None if node.offset is None else (node.offset[0] + len("offset"), node.offset[1])
    lengths = (_length(expression, node.window), _length(expression, offset))
    return Duration(sum(length.milliseconds for length in lengths if length))


def _length(expression: Expression, span: Span | None) -> Duration | None:
    """The duration at `span`; nothing for one that looks ahead, or further than any that is known."""
    try:
        return parse_duration(expression.of(span).strip()) if span else None
    except ValueError:
        return None
