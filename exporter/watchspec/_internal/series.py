"""The time series of one (provider, model, operation, feature), as ready-made children.

Looking children up by label costs three times as much as counting, so it is done once.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec._internal.collectors import Wrapper
    from watchspec._internal.recorder import Recorder

Labels = tuple[str, str, str, str]


class Children(dict[str, Any]):
    """Children of one metric by the value of its own last label, made when first asked for."""

    __slots__ = ("_base", "_metric")

    def __init__(self, metric: Wrapper, base: tuple[str, ...]) -> None:
        super().__init__()
        self._metric = metric
        self._base = base

    def __missing__(self, value: str) -> Any:
        child = self[value] = self._metric.labels(*self._base, value)
        return child


class Series:
    """One row of the service's life; counters that rules take rates of start at 0 here.

    16 samples each: requests by outcome (8), tokens (2), cost by source (3), unpriced, usage reports, in-flight.
    The others (errors, attempts, histograms) appear with their first event.
    """

    __slots__ = (
        "__weakref__",
        "_asked",
        "_made",
        "_own",
        "_single",
        "_told",
        "attempt_seconds",
        "attempts",
        "begun",
        "cost",
        "duration",
        "ended",
        "in_flight",
        "input_tokens",
        "labels",
        "ledger",
        "output_tokens",
        "recorder",
        "requests",
        "unpriced",
        "usage_reports",
    )

    def __init__(self, recorder: Recorder, made: Mapping[catalogue.Metric, Wrapper], labels: Labels) -> None:
        self.recorder = recorder
        self.ledger = recorder.ledger
        self.labels = labels
        self.begun = count().__next__
        """Called once for each call that begins."""
        self.ended = 0
        """Calls that have been counted; written while the ledger is drained only."""
        self._asked = self._told = 0
        self._made = made
        self._single: dict[catalogue.Metric, Any] = {}
        self._own: dict[catalogue.Metric, Children] = {}
        self.requests = self.by(catalogue.REQUESTS)
        for outcome in catalogue.OUTCOMES:
            self.requests[outcome]
        self.in_flight = self.of(catalogue.IN_FLIGHT)
        recorder.ledger.series.add(self)
        self.cost = self.by(catalogue.COST)
        for source in catalogue.COST_SOURCES:
            self.cost[source]
        self.unpriced = self.of(catalogue.UNPRICED)
        tokens = self.by(catalogue.TOKENS)
        self.input_tokens = tokens["input"]
        self.output_tokens = tokens["output"]
        self.usage_reports = self.by(catalogue.USAGE_REPORTS)
        self.usage_reports["provider"]
        self.attempts = self.by(catalogue.ATTEMPTS)
        self.attempt_seconds = self.by(catalogue.ATTEMPT_SECONDS)
        self.duration = self.by(catalogue.DURATION)

    def tell_in_flight(self) -> None:
        """Sets the gauge of calls that have begun and are not counted yet; called while the ledger is drained only."""
        flying = self.begun() - self._asked - self.ended
        self._asked += 1
        if flying != self._told:
            self.in_flight.inc(flying - self._told)
            self._told = flying

    def start_anew(self) -> None:
        """In a forked child: what has begun is the parent's; the next scrape sets the gauge, here is no lock."""
        self.begun = count().__next__
        self.ended = self._asked = 0

    def of(self, metric: catalogue.Metric) -> Any:
        """The child of a metric that has no label of its own."""
        child = self._single.get(metric)
        if child is None:
            child = self._single[metric] = self._made[metric].labels(*self.labels)
        return child

    def by(self, metric: catalogue.Metric) -> Children:
        """The children of a metric by its own label."""
        children = self._own.get(metric)
        if children is None:
            children = self._own[metric] = Children(self._made[metric], self.labels)
        return children
