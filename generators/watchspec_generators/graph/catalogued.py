"""Which family of the catalogue a series in PromQL belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import METRICS, UP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec.catalogue import Metric

FAMILIES: tuple[Metric, ...] = (*METRICS, UP)
"""Every metric that there is without a rule: the exporter's, and what Prometheus writes about its scrapes."""
BUCKET = "_bucket"
_PARTS = (BUCKET, "_sum", "_count")


def series_of(metric: Metric) -> tuple[str, ...]:
    """The names under which PromQL finds `metric`."""
    return tuple(f"{metric.name}{part}" for part in _PARTS) if metric.kind == "histogram" else (metric.name,)


def _all_series() -> Iterator[tuple[str, Metric]]:
    for metric in FAMILIES:
        for name in series_of(metric):
            yield name, metric


BY_SERIES: Mapping[str, Metric] = dict(_all_series())
"""The family of every series."""
