"""The catalogue's metrics as prometheus_client collectors, made once per registry."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from watchspec import catalogue
from watchspec._internal.ledger import Ledger
from watchspec._internal.locks import new_rlock
from watchspec._internal.safety import Safety, log_once

if TYPE_CHECKING:
    from collections.abc import Mapping

Wrapper = Counter | Gauge | Histogram
_lock = new_rlock()
_made: WeakKeyDictionary[CollectorRegistry, dict[catalogue.Metric, Wrapper]] = WeakKeyDictionary()
_ledgers: WeakKeyDictionary[CollectorRegistry, Ledger] = WeakKeyDictionary()


def collectors_for(
    registry: CollectorRegistry, buckets: Mapping[str, tuple[float, ...]]
) -> dict[catalogue.Metric, Wrapper]:
    """All metrics on `registry`, those of an earlier call where they are the same.

    A histogram whose buckets have changed is replaced, and its values start anew.
    """
    with _lock:
        ledger_of(registry)
        made = _made.setdefault(registry, {})
        for metric in catalogue.METRICS:
            edges = buckets.get(metric.name, metric.buckets)
            known = made.get(metric)
            if known is not None and isinstance(known, Histogram) and _edges(known) != edges:
                registry.unregister(known)
                known = None
            if known is None:
                made[metric] = _register(_make(metric, edges), registry)
                if metric is catalogue.INTERNAL_ERRORS:
                    for place in catalogue.INTERNAL_PLACES:
                        made[metric].labels(place)
        return dict(made)


def ledger_of(registry: CollectorRegistry) -> Ledger:
    """The registry's ledger; registered at first use, before our metrics."""
    ledger = _ledgers.get(registry)
    if ledger is None:
        ledger = _ledgers[registry] = Ledger()
        registry.register(ledger)
    return ledger


def safety_of(registry: CollectorRegistry) -> Safety:
    """Where failures are counted that concern the registry as a whole; out of sight before our metrics are on it."""
    counter = _made.get(registry, {}).get(catalogue.INTERNAL_ERRORS) or _make(catalogue.INTERNAL_ERRORS, ())
    return Safety(counter)  # type: ignore[arg-type]  # a Counter by its kind


def _edges(histogram: Histogram) -> tuple[float, ...]:
    return tuple(histogram._upper_bounds[:-1])  # noqa: SLF001 - prometheus_client has no public way to ask


def _make(metric: catalogue.Metric, edges: tuple[float, ...]) -> Wrapper:
    if metric.kind == "histogram":
        return Histogram(metric.name, metric.help, metric.all_labels, buckets=edges, registry=None)
    if metric.kind == "gauge":
        return Gauge(metric.name, metric.help, metric.all_labels, multiprocess_mode=metric.merge, registry=None)
    return Counter(metric.name, metric.help, metric.all_labels, registry=None)


def _register(made: Wrapper, registry: CollectorRegistry) -> Wrapper:
    try:
        registry.register(made)
    except ValueError:
        # The host has a metric of this name. Ours goes on counting out of sight rather than fail the host's start.
        log_once(f"register {made._name}", "%s is taken by another collector; ours is not exported", made._name)  # noqa: SLF001 - for the message only
    return made
