"""Queries of exactly what an alert sees: the recorded series that it compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.filters import filters
from watchspec_generators.dashboards.limits import alerts_on
from watchspec_generators.dashboards.panel import Series
from watchspec_generators.dashboards.promql import own
from watchspec_generators.rules.queries import alert_query, queries
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.signals import Query


def lines(monitoring: Monitoring, signal: str) -> tuple[Series, ...]:
    """The series of every alert on `signal`, each once; without alerts, the signal by model, if it is recorded so."""
    return tuple(Series(recorded(monitoring, signal, query), legend(query)) for query in _queries(monitoring, signal))


def worst(monitoring: Monitoring, signal: str) -> tuple[Series, ...]:
    """One number: the value nearest to trouble among what the first alert on `signal` judges apart."""
    pick = "min" if SIGNALS[signal].direction == "below" else "max"
    return tuple(Series(f"{pick}({recorded(monitoring, signal, query)})") for query in _queries(monitoring, signal)[:1])


def recorded(monitoring: Monitoring, signal: str, query: Query) -> str:
    """Selector of the series that carries the signal's value."""
    narrowing = (matcher for label, matcher in filters(monitoring).items() if label in query.by)
    return own(SIGNALS[signal].record(query).value, *narrowing)


def _queries(monitoring: Monitoring, signal: str) -> tuple[Query, ...]:
    asked = dict.fromkeys(alert_query(monitoring, alert) for alert in alerts_on(monitoring, signal))
    known = queries(monitoring, SIGNALS[signal])
    return tuple(asked) or tuple(query for query in known if query.by == ("model",))[:1] or known[:1]


def legend(query: Query) -> str:
    """What tells the series of a query apart."""
    return " ".join(f"{{{{{label}}}}}" for label in query.by) or query.service
