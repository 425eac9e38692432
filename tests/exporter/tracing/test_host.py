"""Inside a service that traces by itself: its provider, its spans and its sampler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import baggage, context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace._sampling_experimental import composable_traceid_ratio_based, composite_sampler
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, ParentBased
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from tests.exporter.tracing.conftest import KEEP_NONE
from tests.exporter.tracing.receiver import Receiver

from watchspec._internal.tracing.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.exporter.tracing.conftest import Bench


@pytest.fixture
def backend() -> Iterator[Receiver]:
    """The host's own receiver, which no environment variable names."""
    with Receiver() as running:
        yield running


@pytest.fixture
def provider(host: Any, backend: Receiver) -> Iterator[Any]:
    """Installs a provider of the host's, made with the given settings."""
    made: list[TracerProvider] = []

    def install(**settings: Any) -> TracerProvider:
        made.append(host(TracerProvider(resource=Resource.create({"service.name": "shop"}), **settings)))
        made[-1].add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{backend.url}/v1/traces")))
        return made[-1]

    yield install
    for one in made:
        one.shutdown()


def _inside_of_host(name: str = "GET /chat") -> Any:
    return trace.get_tracer("shop").start_as_current_span(name)


def test_host_span_is_the_parent(bench: Bench, backend: Receiver, provider: Any) -> None:
    """Our root hangs below the host's active span, in its trace and with its resource."""
    installed = provider()
    play = bench.play()
    with _inside_of_host(), play.step("answer"):
        play.call()
    installed.force_flush()
    spans = {span.name: span for span in backend.wait_for(3)}
    assert len({span.trace_id for span in spans.values()}) == 1
    assert spans["answer"].parent_id == spans["GET /chat"].span_id
    assert spans["chat gpt-4o"].parent_id == spans["answer"].span_id
    assert {span.resource["service.name"] for span in spans.values()} == {"shop"}


def test_host_keeps_its_own_ids_and_sampler(bench: Bench, backend: Receiver, provider: Any) -> None:
    """Ours are planned on a tracer of our own; spans that the host makes meanwhile are as without us."""
    installed = provider(sampler=ALWAYS_OFF)
    play = bench.play(KEEP_NONE)
    with play.step("answer", "error"), _inside_of_host() as span:
        assert not span.is_recording()
        play.call()
    assert installed.sampler is ALWAYS_OFF
    assert type(installed.id_generator) is RandomIdGenerator
    installed.force_flush()
    assert [span.name for span in backend.wait_for(2)] == ["answer", "chat gpt-4o"]


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_sampled_by_the_host(bench: Bench, backend: Receiver, provider: Any, rate: float) -> None:
    """A trace that the host keeps is kept whole, whatever the rate; how likely that was the host did not say."""
    installed = provider()
    play = bench.play(Sampling(rate=rate))
    with _inside_of_host():
        assert play.call() is not None
    installed.force_flush()
    call = next(span for span in backend.wait_for(2) if span.name == "chat gpt-4o")
    assert call.attributes["watchspec.sample.reason"] == "rate"
    assert "watchspec.sample.probability" not in call.attributes
    assert call.trace_state == ""
    assert bench.decisions() == {"rate": 1}


def test_sampled_by_the_host_at_a_known_rate(bench: Bench, backend: Receiver, provider: Any) -> None:
    """A consistent sampler of the host's says its rate in the tracestate; it is the weight of our spans."""
    installed = provider(sampler=composite_sampler(composable_traceid_ratio_based(0.25)))
    play = bench.play(Sampling(rate=0.5, new_user_calls=0))
    for number in range(60):
        with _inside_of_host(), play.step("answer", "error" if number < 20 else "success"):
            play.call()
    installed.force_flush()
    calls = [span for span in backend.spans if span.name == "chat gpt-4o"]
    found = {(span.attributes["watchspec.sample.reason"], span.attributes["watchspec.sample.weight"]) for span in calls}
    assert found == {("error", 1.0), ("rate", 4.0)}
    assert {span.trace_state for span in calls} == {"ot=th:0", "ot=th:c"}
    decisions = bench.decisions()
    assert decisions["error"] == 20
    assert decisions["rate"] + decisions["dropped"] == 40
    assert decisions["rate"] == sum(span.name == "GET /chat" for span in backend.spans[:]) - _kept_errors(backend)


def _kept_errors(backend: Receiver) -> int:
    """Host spans around our errors that the host itself kept."""
    failed = {span.trace_id for span in backend.spans if span.status == "STATUS_CODE_ERROR"}
    return sum(span.name == "GET /chat" and span.trace_id in failed for span in backend.spans)


def test_not_sampled_by_the_host(bench: Bench, backend: Receiver, provider: Any) -> None:
    """The host's verdict stands for the rate; what is always kept is kept, in the host's trace."""
    installed = provider(sampler=ParentBased(ALWAYS_OFF))
    play = bench.play(Sampling(rate=1.0))
    with _inside_of_host() as span:
        assert play.call() is None
        exemplar = play.call("error")
    installed.force_flush()
    (call,) = backend.wait_for(1)
    ids = span.get_span_context()
    assert (call.trace_id, call.parent_id) == (f"{ids.trace_id:032x}", f"{ids.span_id:016x}")
    assert exemplar == {"trace_id": call.trace_id, "span_id": call.span_id}
    assert bench.decisions() == {"dropped": 1, "error": 1}


def test_following_the_host(bench: Bench, backend: Receiver, provider: Any) -> None:
    """With `follow_host` nothing is kept that the host dropped, not even errors; traces of our own are as ever."""
    installed = provider(sampler=ParentBased(ALWAYS_OFF))
    play = bench.play(Sampling(rate=0.0, follow_host=True))
    with _inside_of_host():
        assert play.call("error") is None
    assert play.call("error") is not None
    installed.force_flush()
    assert len(backend.wait_for(1)) == 1
    assert bench.decisions() == {"dropped": 1, "error": 1}


def test_following_a_host_that_keeps(bench: Bench, backend: Receiver, provider: Any) -> None:
    """With `follow_host` an error is as likely as its host's trace, and its weight says so."""
    installed = provider(sampler=composite_sampler(composable_traceid_ratio_based(1.0)))
    play = bench.play(Sampling(rate=0.0, follow_host=True))
    with _inside_of_host():
        play.call("error")
    installed.force_flush()
    call = next(span for span in backend.wait_for(2) if span.name == "chat gpt-4o")
    assert (call.attributes["watchspec.sample.reason"], call.attributes["watchspec.sample.weight"]) == ("error", 1.0)


def test_remote_parent(bench: Bench, backend: Receiver, provider: Any) -> None:
    """A parent from another service, as a propagator puts it into the context, is followed too."""
    installed = provider()
    play = bench.play(KEEP_NONE)
    remote = SpanContext(0x1234, 0x5678, True, TraceFlags(TraceFlags.SAMPLED))
    token = context.attach(trace.set_span_in_context(NonRecordingSpan(remote)))
    try:
        play.call()
    finally:
        context.detach(token)
    installed.force_flush()
    (call,) = backend.wait_for(1)
    assert (call.trace_id, call.parent_id) == (f"{0x1234:032x}", f"{0x5678:016x}")


def test_baggage_reaches_the_hosts_processors(bench: Bench, provider: Any) -> None:
    """What the host keeps in its context where our root begins is there when our spans are made."""
    seen: list[Any] = []

    class Baggage(SpanProcessor):
        def on_start(self, span: Any, parent_context: context.Context | None = None) -> None:
            seen.append((span.name, baggage.get_baggage("tenant", parent_context)))

    provider().add_span_processor(Baggage())
    play = bench.play()
    token = context.attach(baggage.set_baggage("tenant", "acme"))
    try:
        step = play.enter()
    finally:
        context.detach(token)
    play.call()
    play.tracer.end_step(step, "success", None, step.started + 1)
    assert seen == [("agent", "acme"), ("chat gpt-4o", "acme")]


def test_ids_of_the_hosts_own_kind(bench: Bench, backend: Receiver, provider: Any) -> None:
    """Trace ids come from the host's generator, for its backend may demand their form."""

    class Dated(RandomIdGenerator):
        def generate_trace_id(self) -> int:
            return (0x65432100 << 96) | (super().generate_trace_id() % (1 << 96))

        def is_trace_id_random(self) -> bool:
            return True

    installed = provider(id_generator=Dated())
    play = bench.play()
    play.call()
    installed.force_flush()
    assert backend.wait_for(1)[0].trace_id.startswith("65432100")


def test_provider_that_comes_later(bench: Bench, receiver: Receiver, backend: Receiver, provider: Any) -> None:
    """Spans go to our own provider until the host has set one, and to that from then on."""
    play = bench.play()
    play.call()
    play.tracer.flush()
    assert len(receiver.wait_for(1)) == 1
    installed = provider(sampler=ALWAYS_ON)
    play.call()
    installed.force_flush()
    assert len(backend.wait_for(1)) == 1
    assert len(receiver.spans) == 1


def test_broken_processor_of_the_host(bench: Bench, backend: Receiver, provider: Any) -> None:
    """A processor that raises is a failure that is counted, and no other span is lost by it."""

    class Broken(SpanProcessor):
        def on_start(self, span: Any, parent_context: context.Context | None = None) -> None:
            if span.name == "retrieve":
                raise RuntimeError

    installed = provider()
    installed.add_span_processor(Broken())
    play = bench.play()
    with play.step("answer"), play.step("retrieve"):
        play.call()
    installed.force_flush()
    assert [span.name for span in backend.wait_for(2)] == ["answer", "chat gpt-4o"]
    assert bench.meter.internal_errors() == 1
