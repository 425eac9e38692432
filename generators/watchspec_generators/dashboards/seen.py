"""Queries of exactly what an alert sees: the recorded series that it compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.limits import alerts_on
from watchspec_generators.dashboards.panel import Series
from watchspec_generators.dashboards.promql import FILTERS
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.base import Query

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring, SignalAlert


def lines(monitoring: Monitoring, signal: str) -> tuple[Series, ...]:
    """The series of every alert on `signal`, each once; empty when the spec has no such alert."""
    found = {
        _selector(monitoring, alert): " ".join(f"{{{{{label}}}}}" for label in alert.by) or monitoring.service.name
        for alert in alerts_on(monitoring, signal)
    }
    return tuple(Series(selector, legend) for selector, legend in found.items())


def worst(monitoring: Monitoring, signal: str) -> tuple[Series, ...]:
    """One number: the value nearest to trouble among what the first alert on `signal` judges apart."""
    return tuple(
        Series(f"{'max' if alert.op == '>' else 'min'}({_selector(monitoring, alert)})")
        for alert in alerts_on(monitoring, signal)[:1]
    )


def _selector(monitoring: Monitoring, alert: SignalAlert) -> str:
    query = Query(monitoring.service.name, monitoring.matchers, alert.by, alert.window, alert.baselines)
    matchers = ['service="$service"', *(FILTERS[label] for label in alert.by if label in FILTERS)]
    return f"{SIGNALS[alert.signal].record(query).value}{{{','.join(matchers)}}}"
