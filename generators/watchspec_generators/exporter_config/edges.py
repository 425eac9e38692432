"""Bucket edges of every histogram: the catalogue's, and one on each threshold that judges it.

A quantile that is compared with 7 s is interpolated, and so partly invented, unless
some bucket ends at 7 s; a share of calls under 7 s does not exist at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.model.types import SignalAlert
from watchspec_generators.rules.objectives import HISTOGRAMS
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec.catalogue import Metric
    from watchspec_generators.model import Monitoring


def edges(monitoring: Monitoring) -> Mapping[str, tuple[float, ...]]:
    """Upper bucket edges by metric name, ascending, without +Inf; one entry per histogram of the catalogue."""
    wanted = {metric.name: set(metric.buckets) for metric in catalogue.METRICS if metric.kind == "histogram"}
    for metric, limit in (*_alert_limits(monitoring), *_objective_limits(monitoring)):
        wanted[metric.name].add(limit)
    return {name: tuple(sorted(limits)) for name, limits in wanted.items()}


def _alert_limits(monitoring: Monitoring) -> Iterator[tuple[Metric, float]]:
    for alert in monitoring.alerts:
        if isinstance(alert, SignalAlert) and alert.threshold is not None:
            metric = SIGNALS[alert.signal].edge_metric
            if metric is not None:
                yield metric, alert.threshold.value


def _objective_limits(monitoring: Monitoring) -> Iterator[tuple[Metric, float]]:
    for objective in monitoring.objectives:
        if objective.edge is not None:
            yield HISTOGRAMS[objective.of][0], objective.edge
