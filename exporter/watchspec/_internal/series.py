"""The time series of one (provider, model, operation, feature), as ready-made children.

Looking children up by label costs three times as much as counting, so it is done once.
"""

from __future__ import annotations

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

    13 samples each: requests by outcome (8), tokens (2), cost, unpriced, in-flight.
    The others (errors, attempts, histograms) appear with their first event.
    """

    __slots__ = (
        "_made",
        "_single",
        "attempts",
        "checks",
        "cost",
        "duration",
        "errors",
        "feedback",
        "in_flight",
        "input_tokens",
        "labels",
        "output_tokens",
        "recorder",
        "requests",
        "scores",
        "unpriced",
    )

    def __init__(self, recorder: Recorder, made: Mapping[catalogue.Metric, Wrapper], labels: Labels) -> None:
        self.recorder = recorder
        self.labels = labels
        self._made = made
        self._single: dict[catalogue.Metric, Any] = {}
        self.requests = Children(made[catalogue.REQUESTS], labels)
        for outcome in catalogue.OUTCOMES:
            self.requests[outcome]
        self.in_flight = self.of(catalogue.IN_FLIGHT)
        self.cost = self.of(catalogue.COST)
        self.unpriced = self.of(catalogue.UNPRICED)
        tokens = Children(made[catalogue.TOKENS], labels)
        self.input_tokens = tokens["input"]
        self.output_tokens = tokens["output"]
        self.errors = Children(made[catalogue.ERRORS], labels)
        self.attempts = Children(made[catalogue.ATTEMPTS], labels)
        self.duration = Children(made[catalogue.DURATION], labels)
        self.scores = Children(made[catalogue.EVALUATION_SCORE], labels)
        self.checks = Children(made[catalogue.HALLUCINATION_CHECKS], labels)
        self.feedback = Children(made[catalogue.FEEDBACK], labels)

    def of(self, metric: catalogue.Metric) -> Any:
        """The child of a metric that has no label of its own."""
        child = self._single.get(metric)
        if child is None:
            child = self._single[metric] = self._made[metric].labels(*self.labels)
        return child
