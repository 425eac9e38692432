"""Quantiles in hand-written PromQL are compared with what their histogram can show.

A quantile beyond the top finite bucket is reported as that bucket's edge, so an alert above it never fires.

To mend: compare with less, or use a signal: its thresholds get a bucket of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.exporter_config.edges import edges
from watchspec_generators.graph.catalogued import BY_SERIES
from watchspec_generators.graph.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.graph.chain import Chain, Raw
    from watchspec_generators.promql import Node
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "error"
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_PICKING = frozenset({"max", "min", "avg", "topk", "bottomk"})
"""Aggregations whose result lies between the values that go in."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A quantile against a number, the quantile on the left."""

    quantile: Node
    op: str
    number: Node
    value: float

    def never(self, top: float) -> bool:
        """Whether no value between 0 and `top` passes."""
        value = self.value
        return {">": value >= top, ">=": value > top, "<": value <= 0, "<=": value < 0}[self.op]

    def always(self, top: float) -> bool:
        """Whether every value passes."""
        value = self.value
        return {">": value < 0, ">=": value <= 0, "<": value > top, "<=": value >= top}[self.op]


def check(chain: Chain) -> Iterator[Problem]:
    """Thresholds of quantiles that no bucket can reach, or that every value passes."""
    known = edges(chain.monitoring)
    for raw in chain.raw:
        for node in raw.parts("binary"):
            for compared in _comparisons(node):
                yield from _judge(chain, raw, compared, known)


def _comparisons(node: Node) -> Iterator[_Comparison]:
    left, right = node.children
    for op, vector, number in ((node.name, left, right), (_TURNED.get(node.name, ""), right, left)):
        quantile, value = _quantile(vector), number.number
        if op in _TURNED and quantile is not None and value is not None:
            yield _Comparison(quantile, op, number, value)


def _quantile(node: Node) -> Node | None:
    node = node.bare
    if node.kind == "aggregation" and node.name in _PICKING:
        return _quantile(node.children[-1])
    return node if node.kind == "call" and node.name == "histogram_quantile" else None


def _judge(chain: Chain, raw: Raw, compared: _Comparison, known: Mapping[str, tuple[float, ...]]) -> Iterator[Problem]:
    series = (read(node).name for node in compared.quantile.walk() if node.kind == "selector")
    for metric in {BY_SERIES[name].name for name in series if name in BY_SERIES} & known.keys():
        top = known[metric][-1]
        if compared.never(top) or compared.always(top):
            said = "never" if compared.never(top) else "always"
            message = f"a quantile of {metric} is {said} {compared.op} {raw.expression.of(compared.number)}"
            expected = f"more than 0 and less than {top:g}, the top bucket"
            yield chain.problem(raw, compared.number.span[0], message, expected)
