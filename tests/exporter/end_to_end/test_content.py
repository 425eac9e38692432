"""Prompts and answers in traces: not unless asked for, and then all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openai
import pytest

import watchspec
from watchspec.testing import Behaviour

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver
    from tests.exporter.end_to_end.conftest import Scene
    from tests.exporter.tracing.receiver import Seen

    from watchspec.testing import LoopbackProvider

SECRETS = (b"secret question", b"secret answer", b"secret rule", b"sk-very-secret")
ANSWER = Behaviour(content="secret answer")


def _ask(driver: Driver, api: str, stream: bool) -> None:
    body: dict[str, Any] = {"model": "gpt-4o", "stream": stream}
    if api == "chat":
        body["messages"] = [
            {"role": "system", "content": "secret rule"},
            {"role": "user", "content": "secret question"},
        ]
    else:
        body |= {"instructions": "secret rule", "input": "secret question"}

    def sync(client: openai.OpenAI) -> None:
        made = client.chat.completions.create(**body) if api == "chat" else client.responses.create(**body)
        if stream:
            list(made)

    async def later(client: openai.AsyncOpenAI) -> None:
        made = await (client.chat.completions.create(**body) if api == "chat" else client.responses.create(**body))
        if stream:
            assert [event async for event in made]

    driver.run(sync, later)


def _read(span: Seen) -> dict[str, Any]:
    names = ("gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages")
    return {name: json.loads(span.attributes[name]) for name in names if name in span.attributes}


def _text(content: str) -> dict[str, str]:
    return {"type": "text", "content": content}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("api", ["chat", "responses"])
def test_off(scene: Scene, driver: Driver, provider: LoopbackProvider, api: str, stream: bool) -> None:
    """By default no byte of a prompt, an answer or a key reaches the receiver."""
    provider.behaviour = ANSWER
    scene.instrument()
    with watchspec.span("answer"):
        _ask(driver, api, stream)
    scene.spans(2)
    assert [secret for secret in SECRETS for body in scene.receiver.bodies if secret in body] == []


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("api", ["chat", "responses"])
def test_on(scene: Scene, driver: Driver, provider: LoopbackProvider, api: str, stream: bool, inside: bool) -> None:
    """With `capture_content=True` both are on the call's span, inside of steps too; the key is not."""
    provider.behaviour = ANSWER
    scene.instrument(capture_content=True)
    if inside:
        with watchspec.span("answer"):
            _ask(driver, api, stream)
    else:
        _ask(driver, api, stream)
    span = scene.spans(1 + inside)[-1]
    reason = "stop" if api == "chat" else "completed"
    output = [{"role": "assistant", "parts": [_text("secret answer")], "finish_reason": reason}]
    user = {"role": "user", "parts": [_text("secret question")]}
    if api == "chat":
        system = {"role": "system", "parts": [_text("secret rule")]}
        assert _read(span) == {"gen_ai.input.messages": [system, user], "gen_ai.output.messages": output}
    else:
        assert _read(span) == {
            "gen_ai.system_instructions": [_text("secret rule")],
            "gen_ai.input.messages": [user],
            "gen_ai.output.messages": output,
        }
    assert b"sk-very-secret" not in b"".join(scene.receiver.bodies)


def test_content_is_that_of_the_moment(scene: Scene, client: openai.OpenAI) -> None:
    """An agent's list of messages that grows after the call does not change what the call is said to have sent."""
    scene.instrument(capture_content=True)
    messages: list[Any] = [{"role": "user", "content": "first"}]
    with watchspec.span("agent"):
        for word in ("second", "third"):
            made = client.chat.completions.create(model="gpt-4o", messages=messages)
            messages.append(made.choices[0].message)
            messages.append({"role": "user", "content": word})
            messages[0]["content"] = "changed"
    _, first, second = scene.spans(3)
    assert [m["parts"][0]["content"] for m in _read(first)["gen_ai.input.messages"]] == ["first"]
    said = [m["parts"][0]["content"] for m in _read(second)["gen_ai.input.messages"]]
    assert (said[0], said[2:]) == ("changed", ["second"])


def test_failed_call(scene: Scene, client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """A call without an answer has its prompt."""
    provider.behaviour = Behaviour(error="context_length")
    scene.instrument(capture_content=True)
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "secret question"}])
    (span,) = scene.spans(1)
    assert list(_read(span)) == ["gen_ai.input.messages"]


@pytest.mark.parametrize("how", ["close", "drop"])
def test_left_stream(scene: Scene, driver: Driver, how: Any) -> None:
    """Of a stream that was left there is what was read."""
    scene.instrument(capture_content=True)
    driver.leave(how, after=3)
    (span,) = scene.spans(1)
    (message,) = _read(span)["gen_ai.output.messages"]
    assert message["parts"][0]["content"].startswith("word0 word1")


@pytest.mark.parametrize("stream", [False, True])
def test_raw_response(scene: Scene, client: openai.OpenAI, provider: LoopbackProvider, stream: bool) -> None:
    """An answer that the caller parses himself is captured all the same."""
    provider.behaviour = ANSWER
    scene.instrument(capture_content=True)
    raw: Any = client.chat.completions.with_raw_response
    made = raw.create(model="gpt-4o", messages=[], stream=stream).parse()
    if stream:
        list(made)
    (span,) = scene.spans(1)
    (message,) = _read(span)["gen_ai.output.messages"]
    assert message["parts"] == [_text("secret answer")]


def test_nothing_is_held_afterwards(scene: Scene, client: openai.OpenAI) -> None:
    """What was said is let go when its span has been made, although the latest call stays known for scores."""
    from watchspec._internal.operation import latest as latest_call

    scene.instrument(capture_content=True)
    with watchspec.span("answer"):
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "secret question"}])
        latest = latest_call.get()
        assert latest is not None
        assert latest.content is not None
    assert latest.content is None


def test_content_without_traces(scene: Scene, client: openai.OpenAI) -> None:
    """`capture_content` alone keeps nothing of what is said."""
    from watchspec._internal.operation import latest as latest_call

    watchspec.instrument(registry=scene.registry, capture_content=True)
    client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "secret question"}])
    latest = latest_call.get()
    assert latest is not None
    assert latest.content is None
    assert latest.options is None
