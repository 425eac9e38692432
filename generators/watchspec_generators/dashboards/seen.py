"""Queries of exactly what an alert sees: the recorded series that it compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.limits import alerts_on
from watchspec_generators.dashboards.panel import Series
from watchspec_generators.dashboards.promql import FILTERS
from watchspec_generators.rules.queries import alert_query, standard_query
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.promql import selector

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.signals import Query


def lines(monitoring: Monitoring, signal: str) -> tuple[Series, ...]:
    """The series of every alert on `signal`, each once; without alerts, the signal by model."""
    return tuple(Series(_recorded(signal, query), _legend(query)) for query in _queries(monitoring, signal))


def worst(monitoring: Monitoring, signal: str) -> tuple[Series, ...]:
    """One number: the value nearest to trouble among what the first alert on `signal` judges apart."""
    pick = "min" if SIGNALS[signal].direction == "below" else "max"
    return tuple(Series(f"{pick}({_recorded(signal, query)})") for query in _queries(monitoring, signal)[:1])


def _queries(monitoring: Monitoring, signal: str) -> tuple[Query, ...]:
    asked = dict.fromkeys(alert_query(monitoring, alert) for alert in alerts_on(monitoring, signal))
    return tuple(asked) or (standard_query(monitoring, SIGNALS[signal], ("model",)),)


def _recorded(signal: str, query: Query) -> str:
    filters = (FILTERS[label] for label in query.by if label in FILTERS)
    return selector(SIGNALS[signal].record(query).value, 'service="$service"', *filters)


def _legend(query: Query) -> str:
    return " ".join(f"{{{{{label}}}}}" for label in query.by) or query.service
