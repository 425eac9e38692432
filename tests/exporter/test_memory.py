"""Thousands of calls of everybody for everything leave no more behind than the caps allow."""

from __future__ import annotations

import asyncio
import gc
import json
import tracemalloc
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openai
import pytest
from prometheus_client import CollectorRegistry

import watchspec
from watchspec import catalogue
from watchspec._internal import parking, streams, surfaces
from watchspec._internal.collectors import ledger_of
from watchspec._internal.config import DEFAULT_CAPS
from watchspec._internal.instrumentation import process_recorder
from watchspec._internal.ledger import LIMIT
from watchspec._internal.recorder import MAX_CACHED_KEYS
from watchspec.testing import total

httpx2 = pytest.importorskip("httpx2", reason="the client of openai 3; 2.x has another one")
if openai.__version__ < "3":
    pytest.skip("the client of openai 2.x takes no transport of httpx2", allow_module_level=True)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec._internal.recorder import Recorder

USERS, MODELS, SESSIONS, PROMPTS, FEATURES, STEPS = 1_000, 200, 1_500, 75, 120, 100
EVERYBODY = 3_000
"""Calls after which all of these have been seen in every combination that occurs."""

GROWTH_BYTES = 400_000
"""What further calls may add once everything has been seen, on whatever the interpreter itself keeps."""

USAGE = {"prompt_tokens": 12, "completion_tokens": 8, "total_tokens": 20}
HEAD = {"id": "x", "created": 1}
WHOLE = {
    **HEAD,
    "object": "chat.completion",
    "model": "gpt-4o",
    "usage": USAGE,
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"}}],
}


def _chunks() -> Iterator[bytes]:
    for number in range(4):
        choice = {"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop" if number == 3 else None}
        chunk = {**HEAD, "object": "chat.completion.chunk", "model": "gpt-4o", "choices": [choice]}
        yield b"data: " + json.dumps(chunk).encode() + b"\n\n"
    yield b"data: [DONE]\n\n"


def _answer(request: Any) -> Any:
    body = json.loads(request.content)
    if body["model"] == "fail":
        return httpx2.Response(500, json={"error": {"message": "no", "type": "server_error"}})
    if request.url.path.endswith("/responses"):
        response = {"object": "response", "status": "queued", "background": True, "output": [], "created_at": 1}
        return httpx2.Response(200, json={**response, "id": body["input"], "model": body["model"]})
    if body.get("stream"):
        return httpx2.Response(200, content=_chunks(), headers={"content-type": "text/event-stream"})
    return httpx2.Response(200, json=WHOLE)


@pytest.fixture
def memory_client() -> Iterator[openai.OpenAI]:
    """A client whose transport answers from memory."""
    http = openai.DefaultHttpxClient(transport=httpx2.MockTransport(_answer))
    with openai.OpenAI(api_key="none", base_url="http://127.0.0.1:1", http_client=http, max_retries=0) as client:
        yield client


@pytest.fixture
def recorder(registry: CollectorRegistry) -> Iterator[Recorder]:
    """Of the process, from here on."""
    watchspec.instrument(registry=registry)
    found = process_recorder()
    assert found is not None
    yield found
    watchspec.uninstrument()
    parking.forget()


def _model(number: int) -> str:
    return ("gpt-4o", "gpt-4o-mini", "gpt-4.1")[number % 3] if number % 4 == 0 else f"no-such-model-{number % MODELS}"


def _call(client: openai.OpenAI, number: int) -> None:
    """One of many calls: whole, streamed, left unread, or failed; for one of many users."""
    with (
        watchspec.context(
            feature=f"f{number % FEATURES}",
            user_id=f"user-{number % USERS}",
            session_id=f"session-{number % SESSIONS}",
            prompt=f"prompt-{number % PROMPTS}",
            metadata={"number": str(number)},
        ),
        watchspec.span(f"step {number % STEPS}"),
    ):
        body: dict[str, Any] = {"model": _model(number), "messages": [{"role": "user", "content": f"Hello {number}"}]}
        kind = number % 10
        if kind == 0:
            with pytest.raises(openai.InternalServerError):
                client.chat.completions.create(**body | {"model": "fail"})
        elif kind < 3:
            list(client.chat.completions.create(**body, stream=True))
        elif kind == 3:
            next(client.chat.completions.create(**body, stream=True))
        else:
            client.chat.completions.create(**body)
        watchspec.score(f"evaluator {number % 50}", 0.5)


def _waiting(recorder: Recorder) -> int:
    """Entries in all queues of the ledger."""
    return sum(len(held) for held in vars(recorder.ledger).values() if isinstance(held, deque))


def _series(registry: CollectorRegistry) -> dict[str, int]:
    return {family.name: len(family.samples) for family in registry.collect()}


def _values(registry: CollectorRegistry, label: str) -> set[str]:
    return {
        sample.labels[label] for family in registry.collect() for sample in family.samples if label in sample.labels
    }


@dataclass
class Crowd:
    """3,000 calls of everybody for everything, and what was seen meanwhile."""

    registry: CollectorRegistry
    recorder: Recorder
    client: openai.OpenAI
    most_waiting: int = 0

    def come(self, numbers: range) -> None:
        """Makes their calls."""
        for number in numbers:
            _call(self.client, number)
            self.most_waiting = max(self.most_waiting, _waiting(self.recorder))


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    """Made once: it takes its time."""
    registry = CollectorRegistry()
    watchspec.instrument(registry=registry)
    recorder = process_recorder()
    assert recorder is not None
    http = openai.DefaultHttpxClient(transport=httpx2.MockTransport(_answer))
    with openai.OpenAI(api_key="none", base_url="http://127.0.0.1:1", http_client=http, max_retries=0) as client:
        made = Crowd(registry, recorder, client)
        made.come(range(EVERYBODY))
        yield made
    watchspec.uninstrument()


def test_labels_are_bounded(crowd: Crowd) -> None:
    """Every label has at most as many values as its cap says, besides `unset` and those that stand for the rest."""
    for label, cap in DEFAULT_CAPS.items():
        found = _values(crowd.registry, label)
        assert len(found - {catalogue.UNSET, catalogue.OTHER, catalogue.UNLISTED}) <= cap, label
    assert _values(crowd.registry, "model") == {"gpt-4o", "gpt-4o-mini", "gpt-4.1", catalogue.UNLISTED}
    assert len(_values(crowd.registry, "feature")) == DEFAULT_CAPS["feature"] + 1
    assert total(crowd.registry, catalogue.REQUESTS.name) == EVERYBODY
    assert total(crowd.registry, catalogue.INTERNAL_ERRORS.name) == 0


def test_tables_are_bounded(crowd: Crowd) -> None:
    """Neither the ledger nor any table of ours has an entry for each call."""
    recorder, users = crowd.recorder, crowd.recorder.spending.users
    assert 0 < crowd.most_waiting <= 2 * LIMIT + 2
    assert len(users._table.by_key) <= users._table.capacity
    assert len(recorder.spending.sessions) <= SESSIONS
    assert len(recorder._by_raw) <= MAX_CACHED_KEYS
    assert len(surfaces._known) <= surfaces.MAX_REMEMBERED
    assert len(streams.known_kinds) <= streams.MAX_REMEMBERED
    ledger_of(crowd.registry).drain()
    assert _waiting(recorder) == 0


def test_growth(crowd: Crowd) -> None:
    """Once everything has been seen, the same people once more leave nothing behind, not even a series."""
    before = _series(crowd.registry)
    some = range(0, EVERYBODY, 7)
    crowd.come(some)
    gc.collect()
    tracemalloc.start()
    crowd.come(some)
    gc.collect()
    once = tracemalloc.get_traced_memory()[0]
    crowd.come(some)
    crowd.come(some)
    gc.collect()
    growth = tracemalloc.get_traced_memory()[0] - once
    tracemalloc.stop()
    assert growth < GROWTH_BYTES, growth
    assert _series(crowd.registry) == before


def test_sessions_are_bounded(
    recorder: Recorder, memory_client: openai.OpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many sessions are open; the longest idle one makes room."""
    monkeypatch.setattr(recorder.spending.sessions, "_limit", 100)
    for number in range(400):
        with watchspec.context(session_id=f"session {number}"):
            memory_client.chat.completions.create(model="gpt-4o", messages=[])
    recorder.ledger.drain()
    assert len(recorder.spending.sessions) == 100


def test_background_responses_are_bounded(
    registry: CollectorRegistry, recorder: Recorder, memory_client: openai.OpenAI
) -> None:
    """Responses that nobody asks for again do not pile up."""
    for number in range(parking.MAX_PARKED + 200):
        memory_client.responses.create(model="gpt-4o", input=f"resp_{number}", background=True)
    assert len(parking._parked) == parking.MAX_PARKED
    assert total(registry, catalogue.REQUESTS.name, outcome="abandoned") == 200


def test_abandoned_streams(registry: CollectorRegistry, recorder: Recorder, memory_client: openai.OpenAI) -> None:
    """Streams that are dropped, one after another, are counted as they go and keep nothing of their answers."""
    for _ in range(300):
        next(iter(memory_client.chat.completions.create(model="gpt-4o", messages=[], stream=True)))
        assert _waiting(recorder) <= 2 * LIMIT + 2
    gc.collect()
    ledger_of(registry).drain()
    gc.collect()
    held = [held for held in gc.get_objects() if isinstance(held, openai.Stream)]
    assert len(held) <= 1
    assert total(registry, catalogue.REQUESTS.name, outcome="abandoned") == 300
    assert total(registry, catalogue.IN_FLIGHT.name) == 0


def test_asynchronous_streams(registry: CollectorRegistry, recorder: Recorder) -> None:
    """As `test_abandoned_streams`, asynchronous."""

    async def main() -> None:
        http = openai.DefaultAsyncHttpxClient(transport=httpx2.MockTransport(_answer_later))
        async with openai.AsyncOpenAI(api_key="none", base_url="http://127.0.0.1:1", http_client=http) as client:
            for _ in range(200):
                stream = await client.chat.completions.create(model="gpt-4o", messages=[], stream=True)
                await stream.__anext__()
                del stream
            gc.collect()
            await asyncio.sleep(0)

    async def _answer_later(request: Any) -> Any:
        async def later() -> Any:
            for chunk in _chunks():
                yield chunk

        return httpx2.Response(200, content=later(), headers={"content-type": "text/event-stream"})

    asyncio.run(main())
    ledger_of(registry).drain()
    gc.collect()
    assert not [held for held in gc.get_objects() if isinstance(held, openai.AsyncStream)]
    assert total(registry, catalogue.REQUESTS.name, outcome="abandoned") == 200


def test_instrumenting_again(registry: CollectorRegistry, memory_client: openai.OpenAI) -> None:
    """A client that is set up anew for every request leaves neither series nor recorders behind."""

    def run(count: int) -> None:
        for _ in range(count):
            client = watchspec.MonitoredOpenAI(
                api_key="none",
                base_url="http://127.0.0.1:1",
                http_client=memory_client._client,
                monitoring={"registry": registry, "traces": True},
            )
            client.chat.completions.create(model="gpt-4o", messages=[])

    run(20)
    gc.collect()
    tracemalloc.start()
    before, series = tracemalloc.get_traced_memory()[0], _series(registry)
    run(50)
    gc.collect()
    growth = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert _series(registry) == series
    assert growth < GROWTH_BYTES, growth
    assert total(registry, catalogue.REQUESTS.name) == 70
