"""What people say, who they are and which keys are used is in no metric, no log line and no span, on any surface."""

from __future__ import annotations

import asyncio
import gc
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import openai
import pytest
from tests.exporter.tracing.conftest import _no_environment, receiver  # noqa: F401 - fixtures of this file too

import watchspec
from watchspec import catalogue
from watchspec._internal.collectors import ledger_of
from watchspec._internal.instrumentation import process_recorder
from watchspec._internal.safety import forget_logged
from watchspec.testing import Behaviour, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client import CollectorRegistry
    from tests.exporter.tracing.receiver import Receiver

    from watchspec.testing import LoopbackProvider

# Streams that are left unread leave their sockets to the garbage collector; `collected` calls it in time.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
PROMPT, ANSWER, KEY = "secret-prompt", "secret-answer", "sk-secret-key"
USER, SESSION, COMMENT = "secret-user@example.com", "secret-session", "secret-comment"
EVERYTHING = (PROMPT, ANSWER, KEY, USER, SESSION, COMMENT)
FORMATS = (
    "text/plain; version=0.0.4",
    "text/plain; version=1.0.0",
    "application/openmetrics-text; version=1.0.0",
)
MESSAGES: Any = [
    {"role": "system", "content": PROMPT},
    {"role": "user", "content": [{"type": "text", "text": PROMPT}], "name": "secret-prompt"},
]
TOOLS: Any = [{"type": "function", "function": {"name": "look", "description": PROMPT, "parameters": {}}}]

LEFT = "chat left"
CALLS: dict[str, Callable[[openai.OpenAI], Any]] = {
    "chat": lambda c: c.chat.completions.create(model="gpt-4o", messages=MESSAGES, user=USER, tools=TOOLS),
    "chat stream": lambda c: list(c.chat.completions.create(model="gpt-4o", messages=MESSAGES, stream=True)),
    "chat raw": lambda c: c.chat.completions.with_raw_response.create(model="gpt-4o", messages=MESSAGES).parse(),
    LEFT: lambda c: next(iter(c.chat.completions.create(model="gpt-4o", messages=MESSAGES, stream=True))),
    "responses": lambda c: c.responses.create(model="gpt-4o", instructions=PROMPT, input=PROMPT),
    "responses stream": lambda c: list(c.responses.create(model="gpt-4o", input=PROMPT, stream=True)),
    "completions": lambda c: c.completions.create(model="gpt-3.5-turbo-instruct", prompt=PROMPT),
    "embeddings": lambda c: c.embeddings.create(model="text-embedding-3-small", input=PROMPT),
    "moderations": lambda c: c.moderations.create(input=PROMPT),
    "images": lambda c: c.images.generate(model="gpt-image-1", prompt=PROMPT),
    "speech": lambda c: c.audio.speech.create(model="tts-1", voice="alloy", input=PROMPT).content,
    "transcriptions": lambda c: c.audio.transcriptions.create(model="whisper-1", file=(PROMPT, b"x"), prompt=PROMPT),
    "post": lambda c: c.post("/chat/completions", cast_to=object, body={"model": "gpt-4o", "messages": MESSAGES}),
}
BEHAVIOURS = {
    "well": Behaviour(content=ANSWER),
    "without usage": Behaviour(content=ANSWER, usage="missing"),
    "tools": Behaviour(content=ANSWER, tool_calls=True),
    "refused": Behaviour(error="context_length"),
    "no key": Behaviour(error="auth"),
    "broken": Behaviour(content=ANSWER, fail_after=1),
    "dropped": Behaviour(drop=True),
}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """All that our logger says, debugging included."""
    forget_logged()
    caplog.set_level(logging.DEBUG, logger="watchspec")
    return lambda: "\n".join(
        logging.Formatter().format(record) for record in caplog.records if record.name.startswith("watchspec")
    )


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    watchspec.uninstrument()


def _exported(registry: CollectorRegistry) -> str:
    """The metrics in every format in which they are served."""
    server, thread = watchspec.start_http_server(0, registry=registry)
    try:
        url = f"http://127.0.0.1:{server.server_port}/metrics"
        pages = []
        for accept in FORMATS:
            with urlopen(Request(url, headers={"Accept": accept}), timeout=5) as answer:
                pages.append(answer.read().decode())
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    return "\n".join(pages)


def _sent(receiver: Receiver, count: int) -> bytes:  # noqa: F811 - the fixture's value
    recorder = process_recorder()
    assert recorder is not None
    assert recorder.tracer is not None
    ledger_of(recorder.registry).drain()
    recorder.tracer.flush()
    receiver.wait_for(count)
    return b"\n".join(receiver.bodies)


def _everything(provider: LoopbackProvider) -> int:
    """Every call in every way it can end, for a user in a session, inside a step and scored; how many there were."""
    made = 0
    with openai.OpenAI(base_url=provider.url, api_key=KEY, max_retries=0) as client:
        for behaviour in BEHAVIOURS.values():
            provider.behaviour = behaviour
            for name, call in CALLS.items():
                made += 1
                with (
                    watchspec.context(feature="f", user_id=USER, session_id=SESSION, prompt="v1"),
                    suppress(openai.OpenAIError),
                    watchspec.span("step"),
                ):
                    call(client)
                    watchspec.score("tone", 0.5, comment=COMMENT)
                    watchspec.feedback(thumbs="up", comment=COMMENT)
                if name == LEFT:
                    # Collected within a later call, it would wait for ever for the lock that its pool then holds.
                    gc.collect()
    return made


def _found(text: str, secrets: tuple[str, ...] = EVERYTHING) -> list[str]:
    return [secret for secret in secrets if secret in text]


def test_metrics_and_logs(registry: CollectorRegistry, provider: LoopbackProvider, logged: Callable[[], str]) -> None:
    """No format of the metrics and no log line has any of it, and nothing went wrong inside."""
    watchspec.instrument(registry=registry)
    made = _everything(provider)
    watchspec.end_session(SESSION)
    exported = _exported(registry)
    assert _found(exported) == []
    assert _found(logged()) == []
    assert "secret" not in exported + logged()
    assert total(registry, catalogue.REQUESTS.name) == made
    assert total(registry, catalogue.USER_REQUESTS.name) == made
    assert total(registry, catalogue.INTERNAL_ERRORS.name) == 0


def test_spans(
    registry: CollectorRegistry,
    provider: LoopbackProvider,
    logged: Callable[[], str],
    receiver: Receiver,  # noqa: F811 - the fixture
) -> None:
    """No byte at the receiver has any of it but the session, which is what traces are grouped by."""
    watchspec.instrument(registry=registry, traces={"rate": 1.0})
    made = _everything(provider)
    sent = _sent(receiver, 2 * made).decode("utf-8", "replace")
    assert _found(sent, (PROMPT, ANSWER, KEY, USER, COMMENT)) == []
    spans = receiver.spans
    assert {name for span in spans for name, value in span.attributes.items() if SESSION in str(value)} == {
        "session.id",
        "gen_ai.conversation.id",
    }
    assert _found(_exported(registry) + logged()) == []
    assert total(registry, catalogue.INTERNAL_ERRORS.name) == 0


def test_spans_with_content(
    registry: CollectorRegistry,
    provider: LoopbackProvider,
    logged: Callable[[], str],
    receiver: Receiver,  # noqa: F811 - the fixture
) -> None:
    """Captured content is in the attributes made for it and nowhere else; keys, users and comments are nowhere."""
    watchspec.instrument(registry=registry, traces={"rate": 1.0}, capture_content=True)
    made = _everything(provider)
    sent = _sent(receiver, 2 * made).decode("utf-8", "replace")
    assert _found(sent, (KEY, USER, COMMENT)) == []
    holders = {
        name
        for span in receiver.spans
        for name, value in span.attributes.items()
        if PROMPT in str(value) or ANSWER in str(value)
    }
    assert holders == {"gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages"}
    assert _found(_exported(registry) + logged()) == []
    assert total(registry, catalogue.INTERNAL_ERRORS.name) == 0


def test_raw_users_where_asked_for(registry: CollectorRegistry, provider: LoopbackProvider) -> None:
    """`hash_users=False` shows user ids, and nothing else of what is kept back."""
    watchspec.instrument(registry=registry, hash_users=False)
    with openai.OpenAI(base_url=provider.url, api_key=KEY) as client:
        for _ in range(2):
            with watchspec.context(user_id=USER, session_id=SESSION):
                CALLS["chat"](client)
            exported = _exported(registry)
    assert _found(exported) == [USER]


def test_asynchronous(registry: CollectorRegistry, provider: LoopbackProvider, logged: Callable[[], str]) -> None:
    """The asynchronous client, a cancelled call included."""
    watchspec.instrument(registry=registry)

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key=KEY, max_retries=0) as client:
            with watchspec.context(user_id=USER, session_id=SESSION):
                await client.chat.completions.create(model="gpt-4o", messages=MESSAGES)
                provider.behaviour = Behaviour(latency=5.0)
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(client.chat.completions.create(model="gpt-4o", messages=MESSAGES), 0.1)

    asyncio.run(main())
    assert total(registry, catalogue.REQUESTS.name, outcome="cancelled") == 1
    assert _found(_exported(registry) + logged()) == []


def test_request_refs(registry: CollectorRegistry, provider: LoopbackProvider) -> None:
    """A ref that is handed to a web page holds labels and nothing of the request."""
    from base64 import urlsafe_b64decode

    watchspec.instrument(registry=registry, secret="s")
    with (
        openai.OpenAI(base_url=provider.url, api_key=KEY) as client,
        watchspec.context(user_id=USER, session_id=SESSION),
    ):
        CALLS["chat"](client)
        ref = watchspec.request_ref()
    held = urlsafe_b64decode(ref + "==").decode("utf-8", "replace")
    assert "gpt-4o" in held
    assert _found(held) == []


def test_failures_of_our_own(
    registry: CollectorRegistry,
    provider: LoopbackProvider,
    logged: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What breaks inside us tells its kind and its place, never its message, which may quote anything."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{PROMPT} {ANSWER} {KEY} {USER}")

    watchspec.instrument(registry=registry)
    monkeypatch.setattr("watchspec._internal.operation.count_call", broken)
    with openai.OpenAI(base_url=provider.url, api_key=KEY) as client:
        CALLS["responses"](client)
        ledger_of(registry).drain()
    assert "RuntimeError" in logged()
    assert _found(logged() + _exported(registry)) == []


def test_keys_in_a_base_url(
    registry: CollectorRegistry,
    provider: LoopbackProvider,
    logged: Callable[[], str],
    receiver: Receiver,  # noqa: F811 - the fixture
) -> None:
    """Of a gateway's address with a key in it, only host and port are told."""
    watchspec.instrument(registry=registry, traces={"rate": 1.0})
    url = provider.url.replace("http://", f"http://me:{KEY}@")
    provider.behaviour = Behaviour(reject_stream_options=True)
    with openai.OpenAI(base_url=url, api_key=KEY, default_query={"key": KEY}, max_retries=0) as client:
        with suppress(openai.OpenAIError):
            CALLS["chat"](client)
        with suppress(openai.OpenAIError):
            CALLS["chat stream"](client)
    sent = _sent(receiver, 2).decode("utf-8", "replace")
    assert [span.attributes["server.address"] for span in receiver.spans] == ["127.0.0.1"] * 2
    assert _found(sent + _exported(registry) + logged()) == []
