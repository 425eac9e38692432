"""Where spans go: through the host's tracer provider, else through our own to the OTLP endpoint that is set."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

from opentelemetry.context import get_current
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import Tracer, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import get_current_span, get_tracer_provider

from watchspec._internal.locks import new_lock
from watchspec._internal.safety import log_once
from watchspec._internal.tracing.spans import PlannedIds, PlannedSampler

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import SpanContext

EXPORT_SECONDS = 5.0
"""How long one export may take where the environment does not say; also about what a dead receiver costs at exit."""

_EXPORTERS = {
    "http/protobuf": "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "grpc": "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
}
_lock = new_lock()
_own: dict[tuple[Any, ...], TracerProvider | None] = {}


class RandomIds(IdGenerator):
    """Ids that no `random.seed()` of the host repeats in every worker."""

    def generate_span_id(self) -> int:
        """64 bits, not 0."""
        return int.from_bytes(os.urandom(8), "big") or 1

    def generate_trace_id(self) -> int:
        """128 bits, not 0."""
        return int.from_bytes(os.urandom(16), "big") or 1

    def is_trace_id_random(self) -> bool:
        """They are."""
        return True


class Destination:
    """The tracer that spans are made with; the host's provider counts from the moment it is set."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._ids: IdGenerator = RandomIds()
        self._provider: TracerProvider | None = None
        self._tracer: Tracer | None = None
        self._seen: object = None
        self.tracer()

    def tracer(self) -> Tracer | None:
        """Makes spans with planned ids; None if they have nowhere to go."""
        current = get_tracer_provider()
        if current is not self._seen:
            self._provider = current if isinstance(current, TracerProvider) else own_provider(self._service)
            self._tracer = _planned(self._provider)
            # An id generator of the host's may follow rules of its backend, such as those of X-Ray.
            self._ids = self._provider.id_generator if self._provider is not None else RandomIds()
            self._seen = current
        return self._tracer

    def new_span_id(self) -> int:
        """64 bits."""
        return _RANDOM_IDS.generate_span_id()

    def new_trace(self) -> tuple[int, SpanContext | None, Context]:
        """Trace id, span of the host around this place, and OpenTelemetry's context here."""
        context = get_current()
        host = get_current_span(context).get_span_context()
        if host.is_valid:
            return host.trace_id, host, context
        return self._ids.generate_trace_id(), None, context

    def flush(self, timeout_seconds: float) -> bool:
        """Sends what is queued; the SDK may take as long as one export."""
        return self._provider is None or self._provider.force_flush(round(timeout_seconds * 1000))


_RANDOM_IDS = RandomIds()


def _planned(provider: TracerProvider | None) -> Tracer | None:
    """A tracer of our own name, so that its ids and its sampler concern no span of the host's."""
    if provider is None:
        return None
    tracer = provider.get_tracer("watchspec", version("watchspec"))
    if not isinstance(tracer, Tracer):
        return None
    random = getattr(provider.id_generator, "is_trace_id_random", None)
    tracer.id_generator = PlannedIds(are_random=random is not None and random())
    tracer.sampler = PlannedSampler()
    return tracer


def own_provider(service: str) -> TracerProvider | None:
    """A provider for the endpoint in the environment, one for all callers that want the same; None without endpoint."""
    settings = (service, *sorted(item for item in os.environ.items() if item[0].startswith("OTEL_")))
    with _lock:
        if settings not in _own:
            exporter = _exporter()
            _own[settings] = None if exporter is None else _provider(exporter, service)
        return _own[settings]


def _provider(exporter: SpanExporter, service: str) -> TracerProvider:
    resource = Resource.create()
    if service and str(resource.attributes.get(SERVICE_NAME, "unknown_service")).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: service}))
    # It is not made the global one: what the host traces is the host's to configure.
    provider = TracerProvider(ALWAYS_ON, resource, id_generator=_RANDOM_IDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _exporter() -> SpanExporter | None:
    if os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true" or "none" in _listed("OTEL_TRACES_EXPORTER"):
        return None
    if not _setting("ENDPOINT"):
        log_once(
            "traces endpoint", "traces go nowhere: neither a tracer provider nor OTEL_EXPORTER_OTLP_ENDPOINT is set"
        )
        return None
    protocol = _setting("PROTOCOL") or "http/protobuf"
    try:
        module = import_module(_EXPORTERS[protocol])
    except (KeyError, ImportError) as error:
        log_once(
            "traces exporter", "traces go nowhere: no exporter for OTLP by %s (%s)", protocol, type(error).__name__
        )
        return None
    return cast("SpanExporter", module.OTLPSpanExporter(timeout=None if _setting("TIMEOUT") else EXPORT_SECONDS))


def _setting(name: str) -> str:
    """What the environment says for traces, else for all signals."""
    return (
        os.environ.get(f"OTEL_EXPORTER_OTLP_TRACES_{name}", "").strip()
        or os.environ.get(f"OTEL_EXPORTER_OTLP_{name}", "").strip()
    )


def _listed(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",")]
