"""Metrics of one registry, with the configuration they follow: finds the series of a call, and who hears of its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from watchspec import catalogue
from watchspec._internal import parking
from watchspec._internal.collectors import collectors_for, ledger_of
from watchspec._internal.context import EMPTY
from watchspec._internal.endpoint import UNKNOWN_MODEL, base_url
from watchspec._internal.labels import caps_for
from watchspec._internal.locks import new_lock
from watchspec._internal.options import Options
from watchspec._internal.prefork import is_on
from watchspec._internal.prices import NoPrices, Prices
from watchspec._internal.prices.gauges import PriceGauges
from watchspec._internal.quota import Quota
from watchspec._internal.safety import Safety, log_once
from watchspec._internal.series import Series
from watchspec._internal.spending.consumer import spending_for
from watchspec._internal.spending.hashing import user_label
from watchspec._internal.step_series import StepSeries
from watchspec._internal.tracing import tracer_for
from watchspec._internal.tracing.messages import Content
from watchspec._internal.tracing.process import at_exit
from watchspec._internal.usage import Usage

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from watchspec._internal.config import Config
    from watchspec._internal.operation import Operation
    from watchspec._internal.series import Labels
    from watchspec._internal.tally import Tally
    from watchspec._internal.tracing.tracer import Tracer

DEFAULT = Options()
MAX_CACHED_KEYS = 10_000
MAX_REFUSING = 100
NO_TOKENS = Usage(0, 0)


class Recorder:
    """Metrics of one registry, with the configuration they follow."""

    def __init__(self, registry: CollectorRegistry, config: Config, options: Options = DEFAULT) -> None:
        self.config = config
        self.asks_all = options.include_usage
        """Whether every stream that can tell its usage is to be asked for it."""
        self._include_usage = options.include_usage
        self.inter_token = options.inter_token
        self._refusing: set[str] = set()
        self.registry = registry
        self.ledger = ledger_of(registry)
        self.metrics = collectors_for(registry, config.buckets)
        self.safety = Safety(self.metrics[catalogue.INTERNAL_ERRORS])  # type: ignore[arg-type]  # a Counter by its kind
        self.prices: Prices | NoPrices = Prices(config.models) if options.prices else NoPrices()
        declared = {"model": [model.name for model in config.models], "feature": config.features}
        caps = caps_for(registry, config.caps, declared, self.metrics[catalogue.LABEL_OVERFLOW])
        self.evaluators = caps["evaluator"]
        self.steps = StepSeries(self.metrics, caps["step"])
        self.tracer = self._tracer(options)
        # Several recorders may share a registry, each for a client of its own: none takes away what another needs.
        self.ledger.at_once = self.ledger.at_once or is_on() or self.tracer is not None
        earlier = (known for known in self.ledger.housekeepers if isinstance(known, Quota))
        self.quota = next(earlier, None) or Quota(self.metrics)
        self.spending = spending_for(
            registry,
            self.metrics,
            caps,
            self.ledger.ended,
            user_limit=config.caps["user"],
            idle_seconds=config.session_idle_seconds,
            hash_users=options.hash_users,
        )
        prices_age = PriceGauges(self.metrics, self.prices)
        self.ledger.housekeepers = [self.quota, self.spending, prices_age, parking.Attendant()]
        self._models = caps["model"]
        self._features = caps["feature"]
        self._declared_provider = {model.name: model.provider for model in config.models if model.provider}
        self._by_labels: dict[Labels, Series] = {}
        self._by_raw: dict[tuple[str, str, str, str | None], Series] = {}
        self._lock = new_lock()
        for problem in config.problems:
            self._report(problem)
        self._start_declared()

    def _tracer(self, options: Options) -> Tracer | None:
        traces = options.traces
        if traces is None or traces is False:
            return None
        if traces is True:
            traces = {}
        tracer = tracer_for(
            {**asdict(self.config.sampling), **traces} if isinstance(traces, Mapping) else traces,
            self._report,
            self.metrics[catalogue.TRACES],  # type: ignore[arg-type]  # a Counter by its kind
            self.safety,
            label_of_user=user_label,
            service=self.config.service,
            capture_content=options.capture_content,
        )
        if tracer is not None:
            at_exit(self._count_the_rest)
        return tracer

    def _count_the_rest(self) -> None:
        """Streams and generators that were thrown away wait for the next call, which does not come."""
        try:
            self.ledger.drain()
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.safety.failed("trace")

    def _report(self, problem: str) -> None:
        log_once(f"config {problem}", "%s", problem)
        self.metrics[catalogue.INTERNAL_ERRORS].labels("config").inc()  # type: ignore[union-attr]  # a Counter by its kind

    def _start_declared(self) -> None:
        for model in self.config.models:
            for operation in model.operations:
                for feature in (*self.config.features, None):
                    self.series(model.provider or "openai", model.name, operation, feature)

    def series(self, provider: str, model: str, operation: str, feature: str | None) -> Series:
        """The series for raw label values; a declared model's provider wins over `provider`."""
        raw = (provider, model, operation, feature)
        try:
            return self._by_raw[raw]
        except KeyError:
            return self._new_series(raw)

    def _new_series(self, raw: tuple[str, str, str, str | None]) -> Series:
        provider, model, operation, feature = raw
        provider = self._declared_provider.get(model, provider)
        labels = (
            provider,
            self._model_label(provider, model),
            operation,
            self._features.admit(catalogue.UNSET if feature is None else feature),
        )
        found = self._for_labels(labels)
        if catalogue.OTHER not in labels and len(self._by_raw) < MAX_CACHED_KEYS:
            self._by_raw[raw] = found
        return found

    def _model_label(self, provider: str, model: str) -> str:
        is_known = model == UNKNOWN_MODEL or self.prices.knows(provider, model)
        return self._models.admit(model) if is_known else catalogue.UNLISTED

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
        self.asks_all = False
        if len(self._refusing) < MAX_REFUSING:
            self._refusing.add(base_url(client))
        log_once("include_usage", "a server refused stream_options.include_usage; its streams report no tokens")

    def trace(self, operation: Operation) -> None:
        """Lets the tracer know that a call has begun, if there is one."""
        tracer = self.tracer
        if tracer is not None:
            tracer.begin_call(operation)
            if tracer.capture_content and operation.trace is not None:
                # Of a response that another process began, the request is not known.
                operation.content = Content(getattr(operation.options, "json_data", None))

    def consume(self, operation: Operation, tally: Tally) -> None:
        """Hands an ended call, its usage read and its cost known, to those who count something else than calls."""
        if self.tracer is not None:
            operation.exemplar = self.tracer.end_call(operation)
        if operation.headers is not None:
            self.quota.note(operation.series, operation.headers)
        if operation.context is not EMPTY:
            self.spending.consume(tally, operation)
        if operation.usage is not None or operation.cost is not None:
            for spent in operation.spending:
                spent.add(tally, operation.usage or NO_TOKENS, operation.cost)
