"""Turns what happened to a call into increments; the only module that writes call metrics."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from watchspec import catalogue
from watchspec._internal.collectors import abandoned_in, collectors_for
from watchspec._internal.endpoint import base_url
from watchspec._internal.labels import caps_for
from watchspec._internal.prices import NoPrices, Prices
from watchspec._internal.safety import Safety, log_once
from watchspec._internal.series import Series
from watchspec._internal.step_series import StepSeries

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from watchspec._internal.config import Config
    from watchspec._internal.operation import Operation
    from watchspec._internal.series import Labels
    from watchspec._internal.usage import Usage

MAX_CACHED_KEYS = 10_000
MAX_REFUSING = 100


class Recorder:
    """Metrics of one registry, with the configuration they follow."""

    def __init__(
        self, registry: CollectorRegistry, config: Config, *, prices: bool = True, include_usage: bool = True
    ) -> None:
        self.config = config
        self._include_usage = include_usage
        self._refusing: set[str] = set()
        self.registry = registry
        self.metrics = collectors_for(registry, config.buckets)
        self.safety = Safety(self.metrics[catalogue.INTERNAL_ERRORS])  # type: ignore[arg-type]  # a Counter by its kind
        self.prices: Prices | NoPrices = Prices() if prices else NoPrices()
        self.abandoned = abandoned_in(registry)
        declared = {"model": [model.name for model in config.models], "feature": config.features}
        caps = caps_for(registry, config.caps, declared, self.metrics[catalogue.LABEL_OVERFLOW])
        self.evaluators = caps["evaluator"]
        self.steps = StepSeries(self.metrics, caps["step"])
        self._models = caps["model"]
        self._features = caps["feature"]
        self._declared_provider = {model.name: model.provider for model in config.models if model.provider}
        self._by_labels: dict[Labels, Series] = {}
        self._by_raw: dict[tuple[str, str, str, str], Series] = {}
        self._lock = Lock()
        for problem in config.problems:
            self._report(problem)
        self._start_declared()

    def _report(self, problem: str) -> None:
        log_once(f"config {problem}", "%s", problem)
        self.metrics[catalogue.INTERNAL_ERRORS].labels("config").inc()  # type: ignore[union-attr]  # a Counter by its kind

    def _start_declared(self) -> None:
        for model in self.config.models:
            for operation in model.operations:
                for feature in (*self.config.features, catalogue.UNSET):
                    self.series(model.provider or "openai", model.name, operation, feature)

    def series(self, provider: str, model: str, operation: str, feature: str) -> Series:
        """The series for raw label values; a declared model's provider wins over `provider`."""
        raw = (provider, model, operation, feature)
        found = self._by_raw.get(raw)
        if found is None:
            labels = (
                self._declared_provider.get(model, provider),
                self._models.admit(model),
                operation,
                self._features.admit(feature),
            )
            found = self._for_labels(labels)
            if catalogue.OTHER not in labels and len(self._by_raw) < MAX_CACHED_KEYS:
                self._by_raw[raw] = found
        return found

    def _for_labels(self, labels: Labels) -> Series:
        with self._lock:
            found = self._by_labels.get(labels)
            if found is None:
                found = self._by_labels[labels] = Series(self, self.metrics, labels)
            return found

    def asks_usage(self, client: Any) -> bool:
        """Whether streams of this client are to be asked for their usage."""
        return self._include_usage and (not self._refusing or base_url(client) not in self._refusing)

    def refused_usage(self, client: Any) -> None:
        """A server does not know `stream_options`: it is not asked again."""
        if len(self._refusing) < MAX_REFUSING:
            self._refusing.add(base_url(client))
        log_once("include_usage", "a server refused stream_options.include_usage; its streams report no tokens")

    def finish(self, operation: Operation, outcome: str, error_type: str | None, ended: float) -> None:
        """Counts a call that has ended; `ended` is a perf_counter reading."""
        series = operation.series
        series.in_flight.dec()
        series.requests[outcome].inc()
        if outcome in catalogue.FAILED_OUTCOMES:
            series.errors[error_type or "other"].inc()
        series.duration[outcome].observe(ended - operation.started)
        if operation.first_token is not None:
            series.of(catalogue.TIME_TO_FIRST_TOKEN).observe(operation.first_token - operation.started)
        if operation.usage is not None:
            self._count_tokens(operation, operation.usage)
            self._count_cost(operation, operation.usage)
        if self.abandoned:
            self.abandoned.drain()

    def _count_tokens(self, operation: Operation, usage: Usage) -> None:
        series = operation.series
        series.input_tokens.inc(usage.input)
        series.output_tokens.inc(usage.output)
        if usage.cached:
            series.of(catalogue.CACHED_INPUT_TOKENS).inc(min(usage.cached, usage.input))
        if usage.reasoning:
            series.of(catalogue.REASONING_TOKENS).inc(min(usage.reasoning, usage.output))
        speed = operation.tokens_per_second(usage)
        if speed is not None:
            series.of(catalogue.OUTPUT_TOKENS_PER_SECOND).observe(speed)

    def _count_cost(self, operation: Operation, usage: Usage) -> None:
        provider = operation.series.labels[0]
        try:
            cost = self.prices.cost(provider, operation.model, operation.answered, operation.tier, usage)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.safety.failed("price")
            cost = None
        if cost is None:
            operation.series.unpriced.inc()
        else:
            operation.series.cost.inc(cost)
        for spent in operation.spending:
            spent.add(usage, cost)
