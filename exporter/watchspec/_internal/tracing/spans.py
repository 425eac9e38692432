"""Turns records of a trace that is kept into OpenTelemetry spans, after the fact and with the ids they already have."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING, Any

from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import Decision as SdkDecision
from opentelemetry.sdk.trace.sampling import Sampler, SamplingResult
from opentelemetry.trace import (
    INVALID_SPAN,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
    set_span_in_context,
)

from watchspec._internal.tracing.attributes import call_attributes, span_name, step_attributes, text, who_asks
from watchspec._internal.tracing.messages import message_attributes
from watchspec._internal.tracing.sampling import threshold_of, with_threshold
from watchspec.catalogue import FAILED_OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import Tracer

    from watchspec._internal.safety import Safety
    from watchspec._internal.tracing.pending import Settled
    from watchspec._internal.tracing.records import Call, Record
    from watchspec._internal.tracing.sampling import Decision


class _Plan(local):
    """The span that this thread makes next."""

    trace_id = 0
    span_id = 0
    trace_state: TraceState | None = None
    attributes: Mapping[str, Any] | None = None


_plan = _Plan()
_RANDOM = getattr(TraceFlags, "RANDOM_TRACE_ID", 2)


class PlannedIds(IdGenerator):
    """Gives spans the ids that they were promised when they began."""

    def __init__(self, *, are_random: bool) -> None:
        self._are_random = are_random

    def generate_span_id(self) -> int:
        """64 bits."""
        return _plan.span_id

    def generate_trace_id(self) -> int:
        """128 bits."""
        return _plan.trace_id

    def is_trace_id_random(self) -> bool:
        """Whether the low 56 bits are."""
        return self._are_random


class PlannedSampler(Sampler):
    """Keeps every span: it has been decided on before it is made."""

    def should_sample(self, *_: Any, **__: Any) -> SamplingResult:
        """Records and samples, as planned."""
        return SamplingResult(SdkDecision.RECORD_AND_SAMPLE, _plan.attributes, _plan.trace_state)

    def get_description(self) -> str:
        """The sampler's name."""
        return "Watchspec"


class Emitter:
    """Makes spans."""

    def __init__(self, safety: Safety, label_of_user: Callable[[str], str], *, capture_content: bool) -> None:
        self._safety = safety
        self._label_of_user = label_of_user
        self._capture_content = capture_content

    def emit(self, tracer: Tracer, part: Settled) -> None:
        """Makes a span of each record, in the order in which they began; one that cannot be described is left out."""
        calls = [record.subject for record in part.records if not isinstance(record.subject, str | None)]
        asker = who_asks([call.context for call in calls], self._label_of_user)
        sampled, state = _sampled(part.decision), _state(part.trace.host, part.decision)
        for record in sorted(part.records, key=lambda record: record.number):
            try:
                _make_span(tracer, record, state, {**sampled, **self._attributes(record, asker)})
            except Exception:  # noqa: BLE001, PERF203 - nothing of ours may reach the host; one span must not cost another
                self._safety.failed("span")

    def _attributes(self, record: Record, asker: Mapping[str, Any]) -> dict[str, Any]:
        call = record.subject
        if call is None or isinstance(call, str):
            return {**asker, **step_attributes(record)}
        return {**call_attributes(call, self._label_of_user), **self._content(call)}

    def _content(self, call: Call) -> dict[str, Any]:
        if not self._capture_content:
            return {}
        try:
            return dict(message_attributes(call))
        except Exception:  # noqa: BLE001 - a message of unknown form must not cost the span
            self._safety.failed("content")
            return {}


def _make_span(tracer: Tracer, record: Record, state: TraceState, attributes: Mapping[str, Any]) -> None:
    trace, subject = record.trace, record.subject
    if subject is None or record.ended is None:
        return
    _plan.trace_id, _plan.span_id = trace.trace_id, record.span_id
    _plan.trace_state, _plan.attributes = state, attributes
    name, kind = (
        (text(subject), SpanKind.INTERNAL) if isinstance(subject, str) else (span_name(subject), SpanKind.CLIENT)
    )
    span = tracer.start_span(name, _context(record, state), kind, start_time=trace.unix_ns(record.started))
    for event in record.events:
        span.add_event(event.name, event.attributes, trace.unix_ns(event.at))
    if record.outcome in FAILED_OUTCOMES:
        span.set_status(Status(StatusCode.ERROR, record.error_type))
    span.end(trace.unix_ns(record.ended))


def _sampled(decision: Decision) -> dict[str, Any]:
    attributes: dict[str, Any] = {"watchspec.sample.reason": decision.reason}
    if decision.probability:
        attributes["watchspec.sample.probability"] = decision.probability
        attributes["watchspec.sample.weight"] = 1.0 / decision.probability
    return attributes


def _state(host: SpanContext | None, decision: Decision) -> TraceState:
    """The host's tracestate, with our threshold where we and not the host decided."""
    state = host.trace_state if host is not None else TraceState()
    if decision.probability is None or (host is not None and decision.probability != 1):
        return state
    return state.update("ot", with_threshold(state.get("ot", ""), threshold_of(decision.probability)))


def _context(record: Record, state: TraceState) -> Context:
    """OpenTelemetry's context in which the span is made: that of the root, with the right span around."""
    trace = record.trace
    if record.parent_id is None:
        around = INVALID_SPAN if trace.host is None else NonRecordingSpan(trace.host)
    else:
        flags = TraceFlags(TraceFlags.SAMPLED | (trace.host.trace_flags if trace.host is not None else _RANDOM))
        around = NonRecordingSpan(SpanContext(trace.trace_id, record.parent_id, False, flags, state))
    return set_span_in_context(around, trace.context)
