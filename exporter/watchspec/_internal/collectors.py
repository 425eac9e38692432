"""The catalogue's metrics as prometheus_client collectors, made once per registry."""

from __future__ import annotations

from collections import deque
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.registry import Collector

from watchspec import catalogue
from watchspec._internal.safety import Safety, log_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prometheus_client.metrics_core import Metric

Wrapper = Counter | Gauge | Histogram
_lock = Lock()
_made: WeakKeyDictionary[CollectorRegistry, dict[catalogue.Metric, Wrapper]] = WeakKeyDictionary()
_abandoned: WeakKeyDictionary[CollectorRegistry, Abandoned] = WeakKeyDictionary()


class Ending(Protocol):
    """A call or a step that can be told how and when it ended."""

    def end(self, outcome: str, error_type: str | None = None, ended: float | None = None) -> None:
        """Counts it."""


class Abandoned(Collector):
    """Calls whose stream and steps whose generator were thrown away, waiting to be counted.

    A finalizer may run inside any allocation, also while this thread holds one of
    prometheus_client's locks, so it only appends here. The calls are counted when
    the next one ends, and at each scrape, ahead of our metrics.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[Ending, str, float]] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, dropped: Ending, outcome: str = "abandoned") -> None:
        """Notes that `dropped` has ended now."""
        self._waiting.append((dropped, outcome, perf_counter()))

    def drain(self) -> None:
        """Counts what is waiting."""
        while self._waiting:
            try:
                dropped, outcome, ended = self._waiting.popleft()
            except IndexError:
                return
            dropped.end(outcome, ended=ended)

    def collect(self) -> Iterable[Metric]:
        """No metrics; draining ahead of a scrape is what is wanted."""
        self.drain()
        return ()


def collectors_for(
    registry: CollectorRegistry, buckets: Mapping[str, tuple[float, ...]]
) -> dict[catalogue.Metric, Wrapper]:
    """All metrics on `registry`, those of an earlier call where they are the same.

    A histogram whose buckets have changed is replaced, and its values start anew.
    """
    with _lock:
        abandoned_in(registry)
        made = _made.setdefault(registry, {})
        for metric in catalogue.METRICS:
            edges = buckets.get(metric.name, metric.buckets)
            known = made.get(metric)
            if known is not None and isinstance(known, Histogram) and _edges(known) != edges:
                registry.unregister(known)
                known = None
            if known is None:
                made[metric] = _register(_make(metric, edges), registry)
        return dict(made)


def abandoned_in(registry: CollectorRegistry) -> Abandoned:
    """The registry's abandoned calls; registered at first use, before our metrics."""
    abandoned = _abandoned.get(registry)
    if abandoned is None:
        abandoned = _abandoned[registry] = Abandoned()
        registry.register(abandoned)
    return abandoned


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
