"""Metrics of the exporter, and those that Prometheus writes about its scrapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.catalogued import FAMILIES, series_of
from watchspec_generators.graph.types import Edge, Key, Node
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec.catalogue import Metric
    from watchspec_generators.graph.source import Source

KIND = "metric"


def nodes(_source: Source) -> Iterator[Node]:
    """The whole catalogue, read by anything or not."""
    for metric in FAMILIES:
        yield Node(Key(KIND, metric.name), metric.help, facts=tuple(_facts(metric)), aliases=series_of(metric))


def edges(_source: Source) -> Iterator[Edge]:
    """Which signals a metric measures."""
    for signal in SIGNALS.values():
        for metric in signal.metrics:
            yield Edge(Key(KIND, metric.name), "measured by", Key("signal", signal.name))


def _facts(metric: Metric) -> Iterator[tuple[str, str]]:
    yield "type", metric.kind
    yield "unit", metric.unit
    yield "labels", ", ".join(metric.all_labels) or "none"
    if metric.buckets:
        yield "bucket edges", ", ".join(f"{edge:g}" for edge in metric.buckets)
