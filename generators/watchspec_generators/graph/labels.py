"""Which labels the result of an expression carries: those that each element has, and those that it can have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from watchspec_generators.graph.catalogued import BUCKET, BY_SERIES
from watchspec_generators.graph.reading import NAME, Read, plain_value, read
from watchspec_generators.scraping import scraped_labels

if TYPE_CHECKING:
    from watchspec_generators.graph.source import Source, Written
    from watchspec_generators.promql import Node

_SCRAPED = frozenset({"job", "instance"})
_SETS = ("and", "or", "unless")
_CHOOSING = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
"""Aggregations whose elements are those that went in."""
_ABSENT = ("absent", "absent_over_time")
_WITHOUT_LABELS = frozenset({"vector", "time", "scalar", "pi"})
_RELABELLING = ("label_replace", "label_join")


@dataclass(frozen=True, slots=True)
class Labels:
    """`always` each element has, `maybe` some have; `maybe` is None where there may be any."""

    always: frozenset[str]
    maybe: frozenset[str] | None

    def may_have(self, label: str) -> bool:
        """Whether any element can have the label."""
        return self.maybe is None or label in self.maybe

    def within(self, labels: frozenset[str]) -> Labels:
        """Of these only."""
        return Labels(self.always & labels, labels if self.maybe is None else self.maybe & labels)

    def without(self, labels: frozenset[str]) -> Labels:
        """None of these."""
        return Labels(self.always - labels, None if self.maybe is None else self.maybe - labels)

    def adding(self, *labels: str) -> Labels:
        """These may have been put on elements, in place of what there was."""
        maybe = None if self.maybe is None else self.maybe | set(labels)
        return Labels(self.always - set(labels), maybe)

    def having(self, labels: frozenset[str]) -> Labels:
        """Each element got these."""
        return Labels(self.always | labels, None if self.maybe is None else self.maybe | labels)

    def either(self, other: Labels) -> Labels:
        """Of elements of two sorts."""
        unknown = self.maybe is None or other.maybe is None
        return Labels(self.always & other.always, None if unknown else _both(self.maybe, other.maybe))


NOTHING = Labels(frozenset(), frozenset())
ANYTHING = Labels(frozenset(), None)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str]:
    return (one or frozenset()) | (other or frozenset())


class Labelling:
    """Labels of expressions over what a model generates and the exporter emits."""

    def __init__(self, source: Source) -> None:
        self._source = source
        prometheus, service = source.monitoring.prometheus, source.monitoring.service
        self._scraped = _SCRAPED | scraped_labels(service, prometheus).keys()
        # A scrape of the user's own may put any label on its targets.
        self._scrape_is_ours = bool(prometheus.targets)
        self._rules: dict[int, Labels] = {}

    def of(self, node: Node) -> Labels:
        """The labels of what `node` gives."""
        if node.kind in ("parentheses", "unary", "subquery"):
            return self.of(node.children[0])
        kinds = {
            "selector": self._selector,
            "call": self._call,
            "aggregation": self._aggregation,
            "binary": self._binary,
        }
        found = kinds.get(node.kind)
        return found(node) if found else NOTHING

    def _selector(self, node: Node) -> Labels:
        found = self.of_series(read(node))
        asked = frozenset(each.label for each in node.matchers if each.op == "=" and plain_value(each)) - {NAME}
        return Labels(found.always | asked, None) if found.maybe is None else found

    def of_series(self, series: Read) -> Labels:
        """The labels of what is selected, as far as its name tells."""
        recorded = [each for each in self._source.recordings.get(series.name, ()) if series.allows(each.labels)]
        if recorded:
            return reduce(Labels.either, map(self._recorded, recorded))
        metric = BY_SERIES.get(series.name)
        if metric is None:
            return ANYTHING
        own = self._scraped | set(metric.all_labels) | ({"le"} if series.name.endswith(BUCKET) else set())
        return Labels(own, own if self._scrape_is_ours else None)

    def _recorded(self, written: Written) -> Labels:
        key = id(written)
        if key not in self._rules:
            given = frozenset(written.labels)
            self._rules[key] = self.of(written.rule.expression.root).without(given).having(given)
        return self._rules[key]

    def _call(self, node: Node) -> Labels:
        name = node.name.lower()
        if name in _ABSENT:
            return self._absent(node.children[0].bare)
        if name in _WITHOUT_LABELS or not node.children:
            return NOTHING
        if name == "histogram_quantile":
            return self.of(node.children[1]).without(frozenset({"le"}))
        if name in _RELABELLING:
            return self.of(node.children[0]).adding(_text(node.children[1]))
        vectors = [child for child in node.children if not is_scalar(child)]
        return self.of(vectors[0]) if vectors else NOTHING

    def _absent(self, inner: Node) -> Labels:
        asked = frozenset(each.label for each in inner.matchers if each.op == "=" and each.label != NAME)
        return Labels(asked, asked)

    def _aggregation(self, node: Node) -> Labels:
        inner = self.of(node.children[-1])
        if node.name in _CHOOSING:
            return inner
        by, without = node.grouping("by"), node.grouping("without")
        kept = inner.without(frozenset(without.labels)) if without else inner.within(frozenset(by.labels if by else ()))
        return kept.having(frozenset({_text(node.children[0])})) if node.name == "count_values" else kept

    def _binary(self, node: Node) -> Labels:
        left, right = node.children
        if is_scalar(left) or is_scalar(right):
            return self.of(right if is_scalar(left) else left)
        one, other = self.of(left), self.of(right)
        if node.name == "or":
            return one.either(other)
        return one if node.name in _SETS else _joined(node, one, other)


def _joined(node: Node, one: Labels, other: Labels) -> Labels:
    """The labels of elements that were matched one to one, or many to one."""
    many = node.grouping("group_left", "group_right")
    if many:
        side = one if many.keyword == "group_left" else other
        return side.adding(*many.labels)
    on, ignoring = node.grouping("on"), node.grouping("ignoring")
    if on:
        labels = frozenset(on.labels)
        return Labels((one.always | other.always) & labels, one.within(labels).maybe)
    return one.without(frozenset(ignoring.labels if ignoring else ()))


def is_scalar(node: Node) -> bool:
    """Whether `node` is a number and no vector."""
    node = node.bare
    if node.kind == "binary":
        return all(is_scalar(child) for child in node.children)
    if node.kind == "unary":
        return is_scalar(node.children[0])
    return node.kind in ("number", "string") or (node.kind == "call" and node.name in ("scalar", "time", "pi"))


def _text(node: Node) -> str:
    """What a literal text in quotes says, as far as names of labels need it."""
    return node.name[1:-1]
