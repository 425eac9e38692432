"""Steps around calls: the shape of the trace, its times, and what of it is kept."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import TYPE_CHECKING

import openai
import pytest
from tests.exporter.end_to_end.conftest import KEEP_NONE

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.exporter.end_to_end.conftest import Scene

    from watchspec.testing import LoopbackProvider


def _ask(client: openai.OpenAI, model: str = "gpt-4o") -> None:
    client.chat.completions.create(model=model, messages=[])


def test_tree(scene: Scene, client: openai.OpenAI) -> None:
    """Functions, spans and calls hang below each other as they ran, in one trace, each with its time."""
    scene.instrument()

    @watchspec.observe
    def answer() -> None:
        with watchspec.span("retrieve"):
            client.embeddings.create(model="text-embedding-3-small", input="x")
        with watchspec.span("write"):
            _ask(client)
            time.sleep(0.02)

    answer()
    spans = scene.by_name(5)
    names = {span.span_id: span.name for span in spans.values()}
    assert {name: names.get(span.parent_id, "") for name, span in spans.items()} == {
        "answer": "",
        "retrieve": "answer",
        "embeddings text-embedding-3-small": "retrieve",
        "write": "answer",
        "chat gpt-4o": "write",
    }
    assert len({span.trace_id for span in spans.values()}) == 1
    for name in ("retrieve", "write"):
        assert spans["answer"].start_ns <= spans[name].start_ns <= spans[name].end_ns <= spans["answer"].end_ns
    for step in ("answer", "retrieve", "write"):
        measured = scene.meter.total(catalogue.STEP_DURATION, "_sum", step=step)
        assert spans[step].seconds == pytest.approx(measured, abs=1e-6)
        assert spans[step].kind == "SPAN_KIND_INTERNAL"
    assert spans["write"].seconds >= spans["chat gpt-4o"].seconds + 0.02
    assert scene.decisions() == {"rate": 1}


def test_traces_of_their_own(scene: Scene, client: openai.OpenAI) -> None:
    """Calls without a step, and steps one after another, share nothing."""
    scene.instrument()
    _ask(client)
    for _ in range(2):
        with watchspec.span("answer"):
            _ask(client)
    spans = scene.spans(5)
    assert len({span.trace_id for span in spans}) == 3
    assert scene.decisions() == {"rate": 3}


def test_failure_keeps_the_whole_trace(scene: Scene, client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """If one call fails, what came before it and around it is kept too; other traces are not."""
    scene.instrument(KEEP_NONE)
    provider.script([Behaviour(), Behaviour(), Behaviour(error="server")])
    with watchspec.span("quiet"):
        _ask(client)
    with watchspec.span("answer"):
        _ask(client)
        with pytest.raises(openai.InternalServerError):
            _ask(client)
    spans = scene.spans(3)
    assert [span.name for span in spans] == ["answer", "chat gpt-4o", "chat gpt-4o"]
    assert {span.attributes["watchspec.sample.reason"] for span in spans} == {"error"}
    assert [span.status for span in spans] == ["STATUS_CODE_UNSET", "STATUS_CODE_UNSET", "STATUS_CODE_ERROR"]
    assert scene.decisions() == {"dropped": 1, "error": 1}


def test_exception_of_a_step(scene: Scene) -> None:
    """A step that an exception leaves is an error, and says nothing of the message."""
    scene.instrument(KEEP_NONE)
    with pytest.raises(ValueError, match="secret"), watchspec.span("answer"):
        raise ValueError("secret")
    (span,) = scene.spans(1)
    assert (span.status, span.attributes["watchspec.outcome"]) == ("STATUS_CODE_ERROR", "error")
    assert b"secret" not in scene.receiver.bodies[0]


def test_expensive_trace(scene: Scene, client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """The cost of a trace is that of its calls together."""
    provider.behaviour = Behaviour(prompt_tokens=10_000)
    scene.instrument({**KEEP_NONE, "expensive_usd": 0.05})
    _ask(client)
    with watchspec.span("answer"):
        for _ in range(3):
            _ask(client)
    spans = scene.spans(4)
    assert {span.attributes["watchspec.sample.reason"] for span in spans} == {"expensive"}
    assert scene.decisions() == {"dropped": 1, "expensive": 1}


def test_tasks(scene: Scene, provider: LoopbackProvider) -> None:
    """Tasks that run beside each other inside a step each have their own branch."""
    scene.instrument()

    async def branch(client: openai.AsyncOpenAI, name: str) -> None:
        async with watchspec.span(name):
            await client.chat.completions.create(model=name, messages=[])

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none") as client, watchspec.span("all"):
            await asyncio.gather(*(branch(client, f"gpt-4o-{number}") for number in range(5)))

    asyncio.run(main())
    spans = scene.by_name(11)
    for number in range(5):
        step, call = spans[f"gpt-4o-{number}"], spans[f"chat gpt-4o-{number}"]
        assert (step.parent_id, call.parent_id) == (spans["all"].span_id, step.span_id)


def test_generators(scene: Scene, client: openai.OpenAI) -> None:
    """A generator's calls are below it, its consumer's are not; one that is dropped ends as cancelled."""
    scene.instrument()

    @watchspec.observe(name="words")
    def words() -> Iterator[int]:
        for number in range(2):
            _ask(client, "gpt-4o-mini")
            yield number

    with watchspec.span("consumer"):
        for _ in words():
            _ask(client)
    iterator = words()
    next(iterator)
    del iterator
    gc.collect()
    spans = scene.spans(8)
    first = next(span for span in spans if span.name == "words")
    consumer = next(span for span in spans if span.name == "consumer")
    assert first.parent_id == consumer.span_id
    parents = {(span.name, span.parent_id) for span in spans if span.trace_id == consumer.trace_id}
    assert parents == {
        ("consumer", ""),
        ("words", consumer.span_id),
        ("chat gpt-4o-mini", first.span_id),
        ("chat gpt-4o", consumer.span_id),
    }
    assert [span.attributes["watchspec.outcome"] for span in spans if span.name == "words"] == ["success", "cancelled"]


def test_scores(scene: Scene, client: openai.OpenAI) -> None:
    """A score is an event of the call it follows, as long as the trace is open; its comment is nowhere."""
    scene.instrument()
    with watchspec.span("answer"):
        _ask(client)
        watchspec.score("relevance", 0.8, comment="secret")
    watchspec.score("late", 0.1)
    spans = scene.by_name(2)
    ((name, moment, attributes),) = spans["chat gpt-4o"].events
    assert name == "gen_ai.evaluation.result"
    assert spans["chat gpt-4o"].end_ns <= moment <= spans["answer"].end_ns
    assert attributes == {"gen_ai.evaluation.name": "relevance", "gen_ai.evaluation.score.value": 0.8}
    assert scene.meter.total(catalogue.EVALUATION_SCORE, "_count") == 2
    assert b"secret" not in b"".join(scene.receiver.bodies)


def test_two_tracers(scene: Scene, client: openai.OpenAI) -> None:
    """Where a client is traced by itself inside steps that the process traces, both parts meet in one trace."""
    scene.instrument()
    with openai.OpenAI(base_url=client.base_url, api_key="none") as own:
        watchspec.instrument(own, registry=scene.registry, traces={"rate": 1.0})
        for _ in range(3):
            with watchspec.span("answer"):
                _ask(client)
                _ask(own, "gpt-4o-mini")
    spans = scene.spans(9)
    roots = [span for span in spans if span.name == "answer"]
    assert len({span.trace_id for span in spans}) == 3
    for root in roots:
        below = [span.name for span in spans if span.parent_id == root.span_id]
        assert sorted(below) == ["chat gpt-4o", "chat gpt-4o-mini"]
    assert scene.decisions() == {"rate": 6}
    assert scene.tracer._pending._held == 0
