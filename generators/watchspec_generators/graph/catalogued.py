"""Which family of the catalogue a series in PromQL belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec.catalogue import METRICS, OF_SCRAPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec.catalogue import Metric

FAMILIES: tuple[Metric, ...] = (*METRICS, *OF_SCRAPES)
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
_OF_STEPS = frozenset({catalogue.STEP_DURATION, catalogue.STEP_COST, catalogue.STEP_TOKENS})
_VALUES: Mapping[str, tuple[str, ...]] = {
    "operation": catalogue.OPERATIONS,
    "outcome": catalogue.OUTCOMES,
    "error_type": catalogue.ERROR_TYPES,
    "type": catalogue.TOKEN_TYPES,
    "usage_source": catalogue.USAGE_SOURCES,
    "cost_source": catalogue.COST_SOURCES,
    "verdict": catalogue.VERDICTS,
    "rating": catalogue.RATINGS,
    "reason": catalogue.REF_REFUSALS,
    "decision": catalogue.TRACE_DECISIONS,
    "place": catalogue.INTERNAL_PLACES,
}


def values_of(metric: Metric, label: str) -> tuple[str, ...] | None:
    """Every value that `label` takes on `metric`; None where they are not a closed list."""
    if label not in metric.all_labels:
        return None
    if label == "outcome" and metric in _OF_STEPS:
        return catalogue.STEP_OUTCOMES
    return catalogue.TOXICITY_VERDICTS if metric is catalogue.TOXICITY_CHECKS else _VALUES.get(label)
