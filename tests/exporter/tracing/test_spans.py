"""Spans as a real OTLP receiver gets them: their tree, their times and what they say."""

from __future__ import annotations

import time
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from tests.exporter.tracing.conftest import KEEP_ALL, KEEP_NONE
from tests.exporter.tracing.stand_ins import Asker, Series

from watchspec._internal.usage import Usage

if TYPE_CHECKING:
    from tests.exporter.tracing.conftest import Bench
    from tests.exporter.tracing.receiver import Receiver, Seen


def _by_name(spans: list[Seen]) -> dict[str, Seen]:
    assert len({span.name for span in spans}) == len(spans)
    return {span.name: span for span in spans}


def test_tree(bench: Bench, receiver: Receiver) -> None:
    """Steps and calls hang together as they were nested, and the root comes first."""
    play = bench.play()
    with play.step("answer"):
        with play.step("retrieve"):
            play.call(model="text-embedding-3-small", series=Series(("openai", "x", "embeddings", "unset")))
        play.call()
    play.tracer.flush()
    spans = _by_name(receiver.wait_for(4))
    assert list(spans) == ["answer", "retrieve", "embeddings text-embedding-3-small", "chat gpt-4o"]
    assert len({span.trace_id for span in spans.values()}) == 1
    assert spans["answer"].parent_id == ""
    assert spans["retrieve"].parent_id == spans["answer"].span_id
    assert spans["embeddings text-embedding-3-small"].parent_id == spans["retrieve"].span_id
    assert spans["chat gpt-4o"].parent_id == spans["answer"].span_id
    assert [span.kind for span in spans.values()] == ["SPAN_KIND_INTERNAL"] * 2 + ["SPAN_KIND_CLIENT"] * 2
    assert {span.scope for span in spans.values()} == {"watchspec"}


def test_times(bench: Bench, receiver: Receiver) -> None:
    """Starts and ends are of now, and durations are those of the monotonic clock to the microsecond."""
    play = bench.play()
    before = time.time_ns()
    with play.step("answer", seconds=0.75):
        play.call(seconds=0.5)
    after = time.time_ns()
    play.tracer.flush()
    step, call = receiver.wait_for(2)
    assert step.seconds == pytest.approx(0.75, abs=1e-6)
    assert call.seconds == pytest.approx(0.5, abs=1e-6)
    assert before - 1_000_000 <= step.start_ns <= call.start_ns <= after + 1_000_000


def test_duration_survives_a_clock_that_is_set_back(
    bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of the wall clock during a trace moves nothing inside it."""
    play = bench.play()
    with play.step("answer", seconds=0.6):
        monkeypatch.setattr("watchspec._internal.tracing.records.time_ns", lambda: 0)
        play.call(seconds=0.4)
    play.tracer.flush()
    step, call = receiver.wait_for(2)
    assert step.seconds == pytest.approx(0.6, abs=1e-6)
    assert call.seconds == pytest.approx(0.4, abs=1e-6)
    assert abs(call.start_ns - step.start_ns) < 1e8


def test_attributes_of_a_call(bench: Bench, receiver: Receiver) -> None:
    """A call says what the conventions ask for, under the current names and the ones before."""
    play = bench.play()
    began = perf_counter()
    play.call(
        series=Series(("azure", "gpt-4o", "responses", "support_chat")),
        context=Asker("support_chat", "u-17", "s-4", "greet@2", {"tenant": "acme", "run": "7"}),
        started=began,
        usage=Usage(120, 30, cached=100, cache_write=8, reasoning=12, input_audio=3, output_audio=2),
        cost=0.0125,
        streamed=True,
        first_event=began + 0.1,
        first_token=began + 0.25,
        seconds=1.0,
        attempts=2,
        server=("example.openai.azure.com", 443),
    )
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    assert span.name == "chat gpt-4o"
    assert span.attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "azure.ai.openai",
        "gen_ai.system": "azure.ai.openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.request.stream": True,
        "openai.api.type": "responses",
        "server.address": "example.openai.azure.com",
        "server.port": 443,
        "gen_ai.response.model": "gpt-4o-2024-08-06",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.response.time_to_first_chunk": pytest.approx(0.1),
        "gen_ai.usage.input_tokens": 120,
        "gen_ai.usage.output_tokens": 30,
        "gen_ai.usage.cache_read.input_tokens": 100,
        "gen_ai.usage.cache_write.input_tokens": 8,
        "gen_ai.usage.cache_creation.input_tokens": 8,
        "gen_ai.usage.reasoning.output_tokens": 12,
        "gen_ai.usage.audio.input_tokens": 3,
        "gen_ai.usage.audio.output_tokens": 2,
        "gen_ai.usage.cost": 0.0125,
        "gen_ai.conversation.id": "s-4",
        "session.id": "s-4",
        "enduser.pseudo.id": "hashed-4",
        "user.id": "hashed-4",
        "gen_ai.prompt.name": "greet@2",
        "watchspec.prompt": "greet@2",
        "watchspec.feature": "support_chat",
        "watchspec.outcome": "success",
        "watchspec.attempts": 2,
        "watchspec.time_to_first_token": pytest.approx(0.25),
        "watchspec.cost_usd": 0.0125,
        "watchspec.cost_source": "list",
        "watchspec.metadata.tenant": "acme",
        "watchspec.metadata.run": "7",
        "watchspec.sample.reason": "new_user",
        "watchspec.sample.probability": 1.0,
        "watchspec.sample.weight": 1.0,
    }
    assert span.status == "STATUS_CODE_UNSET"
    assert span.resource["service.name"] == "checkout"


def test_a_call_about_which_little_is_known(bench: Bench, receiver: Receiver) -> None:
    """What is not known is left out instead of being empty, and no price is not a price of 0."""
    play = bench.play()
    play.call(usage=None, cost=None, answered=None, response_id=None, finish_reasons=[])
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    assert set(span.attributes) == {
        "gen_ai.operation.name",
        "gen_ai.provider.name",
        "gen_ai.system",
        "gen_ai.request.model",
        "openai.api.type",
        "watchspec.feature",
        "watchspec.outcome",
        "watchspec.attempts",
        "watchspec.sample.reason",
        "watchspec.sample.probability",
        "watchspec.sample.weight",
    }


@pytest.mark.parametrize(
    ("provider", "name"),
    [("openai", "openai"), ("mistral", "mistral_ai"), ("google", "gcp.gen_ai"), ("aws", "aws.bedrock"), ("x", "x")],
)
def test_provider_names(bench: Bench, receiver: Receiver, provider: str, name: str) -> None:
    """Providers carry the convention's names, and their own where it has none."""
    play = bench.play()
    play.call(series=Series((provider, "m", "text_completion", "unset")))
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    assert span.attributes["gen_ai.provider.name"] == span.attributes["gen_ai.system"] == name
    assert span.attributes["gen_ai.operation.name"] == "text_completion"


@pytest.mark.parametrize("outcome", ["error", "cut", "stalled"])
def test_failed_call(bench: Bench, receiver: Receiver, outcome: str) -> None:
    """A failure sets the status and the kind of error."""
    play = bench.play(KEEP_NONE)
    play.call(outcome)
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    kind = "server" if outcome == "error" else outcome
    assert (span.status, span.status_message, span.attributes["error.type"]) == ("STATUS_CODE_ERROR", kind, kind)
    assert span.attributes["watchspec.sample.reason"] == "error"


@pytest.mark.parametrize("outcome", ["truncated", "content_filter", "cancelled", "abandoned"])
def test_other_outcomes_are_no_errors(bench: Bench, receiver: Receiver, outcome: str) -> None:
    """What the caller chose or got in the end is no error."""
    play = bench.play()
    play.call(outcome)
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    assert (span.status, span.attributes["watchspec.outcome"]) == ("STATUS_CODE_UNSET", outcome)
    assert "error.type" not in span.attributes


def test_failed_step(bench: Bench, receiver: Receiver) -> None:
    """A step that failed says so, and its trace is kept for it."""
    play = bench.play(KEEP_NONE)
    with play.step("answer", "error"):
        play.call()
    play.tracer.flush()
    step, call = receiver.wait_for(2)
    assert (step.status, step.attributes["error.type"]) == ("STATUS_CODE_ERROR", "other")
    assert step.attributes["watchspec.sample.reason"] == call.attributes["watchspec.sample.reason"] == "error"
    assert call.status == "STATUS_CODE_UNSET"


def test_steps_say_who_asks(bench: Bench, receiver: Receiver) -> None:
    """A step carries session and user of the calls inside, where they agree."""
    play = bench.play()
    for users in (("ann", "ann"), ("ann", "robert")):
        with play.step("answer"):
            for user in users:
                play.call(context=Asker(user_id=user, session_id="s-1"))
    play.tracer.flush()
    steps = [span for span in receiver.wait_for(6) if span.name == "answer"]
    assert [step.attributes.get("user.id") for step in steps] == ["hashed-3", None]
    assert [step.attributes["session.id"] for step in steps] == ["s-1", "s-1"]


def test_bounds(bench: Bench, receiver: Receiver) -> None:
    """Whatever the host names is cut to a bound and made valid text."""
    play = bench.play()
    metadata = {f"key{number}": "v" * 500 for number in range(50)}
    with play.step("s" * 500):
        play.call(
            model="m" * 500, context=Asker(session_id="\ud800" * 300, metadata=metadata), finish_reasons=["x"] * 99
        )
    play.tracer.flush()
    step, call = receiver.wait_for(2)
    kept = {key: value for key, value in call.attributes.items() if key.startswith("watchspec.metadata.")}
    assert len(kept) == 16
    assert {len(value) for value in kept.values()} == {200}
    assert len(step.name) == 200
    assert len(call.attributes["gen_ai.request.model"]) == len(call.attributes["session.id"]) == 200
    assert len(call.attributes["gen_ai.response.finish_reasons"]) == 16
    assert bench.meter.internal_errors() == 0


def test_scores_become_events(bench: Bench, receiver: Receiver) -> None:
    """A score given while the trace is open is on its span; afterwards it is refused."""
    play = bench.play()
    with play.step("answer") as step:
        call = play.begin()
        play.end(call)
        assert play.tracer.score(call, "relevance", 0.8, "relevant")
        assert play.tracer.score(step, "tone", 1.0)
    assert not play.tracer.score(call, "relevance", 0.1)
    play.tracer.flush()
    step_span, call_span = receiver.wait_for(2)
    ((name, moment, attributes),) = call_span.events
    assert name == "gen_ai.evaluation.result"
    assert call_span.start_ns <= moment <= step_span.end_ns
    assert attributes == {
        "gen_ai.evaluation.name": "relevance",
        "gen_ai.evaluation.score.value": 0.8,
        "gen_ai.evaluation.score.label": "relevant",
    }
    assert [event[2]["gen_ai.evaluation.name"] for event in step_span.events] == ["tone"]


def test_scores_are_bounded(bench: Bench, receiver: Receiver) -> None:
    """A span carries at most 20 scores."""
    play = bench.play()
    with play.step("answer") as step:
        assert [play.tracer.score(step, "tone", 1.0) for _ in range(22)] == [True] * 20 + [False] * 2
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    assert len(span.events) == 20


def test_second_end_is_ignored(bench: Bench, receiver: Receiver) -> None:
    """A call or step that ends twice is one span and one trace."""
    play = bench.play(KEEP_ALL)
    with play.step("answer") as step:
        call = play.begin()
        play.end(call)
        assert play.end(call, "error") is None
    play.tracer.end_step(step, "error", None, perf_counter())
    play.tracer.flush()
    assert len(receiver.wait_for(2)) == 2
    assert bench.decisions() == {"rate": 1}
