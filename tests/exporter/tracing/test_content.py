"""Prompts and answers: absent unless asked for, and then as the conventions have them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion
from openai.types.responses import Response
from tests.exporter.tracing.stand_ins import Asker, Call

from watchspec import catalogue
from watchspec._internal.tracing.messages import MAX_MESSAGES, MAX_PART, Content, message_attributes

if TYPE_CHECKING:
    from tests.exporter.tracing.conftest import Bench
    from tests.exporter.tracing.receiver import Receiver

SECRETS = (b"secret question", b"secret answer", b"sk-very-secret", b"ann@example.com")
REQUEST = {"model": "gpt-4o", "messages": [{"role": "user", "content": "secret question"}]}
ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "secret answer"}},
    ],
}


def _secretive(bench: Bench, **settings: Any) -> Any:
    play = bench.play(**settings)
    with play.step("answer", "error"):
        call = play.begin(context=Asker(user_id="ann@example.com"), content=Content(REQUEST, ANSWER))
        # What a real call also refers to, and the tracer must not look at.
        vars(call).update(options={"headers": {"Authorization": "Bearer sk-very-secret"}, "json_data": REQUEST})
        play.end(call, "error")
        play.tracer.score(call, "tone", 1.0)
    play.tracer.flush()
    return play


def test_nothing_secret_is_sent(bench: Bench, receiver: Receiver) -> None:
    """By default no byte of prompts, answers, keys or user ids leaves the process, even where a call carries them."""
    _secretive(bench)
    assert len(receiver.wait_for(2)) == 2
    assert [secret for secret in SECRETS for body in receiver.bodies if secret in body] == []


def test_content_on_request(bench: Bench, receiver: Receiver) -> None:
    """Captured content is on the call's span; keys and raw user ids are not even then."""
    _secretive(bench, capture_content=True)
    _, call = receiver.wait_for(2)
    assert json.loads(call.attributes["gen_ai.input.messages"]) == [
        {"role": "user", "parts": [{"type": "text", "content": "secret question"}]}
    ]
    assert json.loads(call.attributes["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "secret answer"}], "finish_reason": "stop"}
    ]
    assert [secret for secret in SECRETS[2:] for body in receiver.bodies if secret in body] == []


def test_call_without_content(bench: Bench, receiver: Receiver) -> None:
    """A call that carries no content has a span without."""
    play = bench.play(capture_content=True)
    play.call()
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    assert not [name for name in span.attributes if name.endswith(("messages", "instructions"))]
    assert bench.meter.internal_errors() == 0


def _read(request: Any, answer: Any = None, reasons: list[str] | None = None) -> dict[str, Any]:
    attributes = message_attributes(Call(content=Content(request, answer), finish_reasons=reasons or []))
    return {name.removeprefix("gen_ai."): json.loads(value) for name, value in attributes.items()}


def test_chat() -> None:
    """Roles, parts, tools and pictures of a chat; what is large is named and not copied."""
    messages = [
        {"role": "system", "content": "Be brief."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
                {"type": "input_audio", "input_audio": {"data": "UklGR", "format": "wav"}},
            ],
        },
        {
            "role": "assistant",
            "reasoning_content": "A cat?",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "cat"}'}},
                {"id": "c2", "type": "function", "function": {"name": "look", "arguments": "no json"}},
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "a cat"},
    ]
    assert _read({"messages": messages}) == {
        "input.messages": [
            {"role": "system", "parts": [{"type": "text", "content": "Be brief."}]},
            {
                "role": "user",
                "parts": [
                    {"type": "text", "content": "What is this?"},
                    {"type": "uri", "modality": "image", "uri": "https://example.com/cat.png"},
                    {"type": "image_url"},
                    {"type": "input_audio"},
                ],
            },
            {
                "role": "assistant",
                "parts": [
                    {"type": "reasoning", "content": "A cat?"},
                    {"type": "tool_call", "id": "c1", "name": "look", "arguments": {"at": "cat"}},
                    {"type": "tool_call", "id": "c2", "name": "look", "arguments": "no json"},
                ],
            },
            {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "a cat"}]},
        ]
    }


def test_answer_of_the_client() -> None:
    """The client's own objects are read as their JSON is; several choices are several messages."""
    choices = [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "One."}},
        {
            "index": 1,
            "finish_reason": "tool_calls",
            "message": {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            },
        },
    ]
    expected = [
        {"role": "assistant", "parts": [{"type": "text", "content": "One."}], "finish_reason": "stop"},
        {
            "role": "assistant",
            "parts": [{"type": "tool_call", "id": "c1", "name": "f", "arguments": {}}],
            "finish_reason": "tool_calls",
        },
    ]
    body = {**ANSWER, "choices": choices}
    assert _read({}, body)["output.messages"] == _read({}, ChatCompletion.model_validate(body))["output.messages"]
    assert _read({}, body)["output.messages"] == expected


def test_responses() -> None:
    """The Responses API: instructions apart, items as messages, all output as one message."""
    request = {
        "instructions": "Be brief.",
        "input": [
            {"role": "user", "content": [{"type": "input_text", "text": "Hello"}]},
            {"type": "function_call", "call_id": "c1", "name": "look", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c1", "output": "a cat"},
            {"type": "item_reference", "id": "x"},
        ],
    }
    answer = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "gpt-4o",
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "output": [
            {"id": "r", "type": "reasoning", "summary": [{"type": "summary_text", "text": "Well."}]},
            {
                "id": "m",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "Hi!", "annotations": []}],
            },
        ],
    }
    found = _read(request, Response.model_validate(answer), ["completed"])
    assert found == _read(request, answer, ["completed"])
    assert found["system_instructions"] == [{"type": "text", "content": "Be brief."}]
    assert found["input.messages"] == [
        {"role": "user", "parts": [{"type": "text", "content": "Hello"}]},
        {"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "look", "arguments": {}}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "a cat"}]},
        {"role": "user", "parts": [{"type": "item_reference"}]},
    ]
    assert found["output.messages"] == [
        {
            "role": "assistant",
            "parts": [{"type": "reasoning", "content": "Well."}, {"type": "text", "content": "Hi!"}],
            "finish_reason": "completed",
        }
    ]


@pytest.mark.parametrize("name", ["input", "prompt", "messages"])
def test_plain_text(name: str) -> None:
    """A prompt that is text is one message of the user; the text of a stream is one of the assistant."""
    found = _read({name: "Hello"}, "Hi!", ["length"])
    assert found["input.messages"] == [{"role": "user", "parts": [{"type": "text", "content": "Hello"}]}]
    assert found["output.messages"] == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Hi!"}], "finish_reason": "length"}
    ]


def test_text_completion() -> None:
    """Choices of the old completions API have their text beside them."""
    found = _read({}, {"choices": [{"text": "Hi!", "finish_reason": "stop"}]})
    assert found["output.messages"][0]["parts"] == [{"type": "text", "content": "Hi!"}]


def test_long_conversation() -> None:
    """Of a long conversation the latest messages are kept, each text cut, and the JSON is whole."""
    messages = [{"role": "user", "content": f"{number} " + "x" * 20_000} for number in range(30)]
    (encoded,) = message_attributes(Call(content=Content({"messages": messages}))).values()
    kept = json.loads(encoded)
    assert len(encoded) <= MAX_MESSAGES + 100
    assert [message["parts"][0]["content"].split()[0] for message in kept] == ["26", "27", "28", "29"]
    assert {len(message["parts"][0]["content"]) for message in kept} == {MAX_PART}


def test_one_huge_message() -> None:
    """Of a message that is too long by itself the first part is kept."""
    parts = [{"type": "text", "text": f"{number} " + "x" * 20_000} for number in range(30)]
    (message,) = _read({"messages": [{"role": "user", "content": parts}]})["input.messages"]
    assert [part["content"].split()[0] for part in message["parts"]] == ["0"]


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.floats(), st.builds(object)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["role", "content", "type", "text", "tool_calls", "function", "image_url", "summary"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=15,
)
bodies = st.dictionaries(
    st.sampled_from(["messages", "input", "prompt", "instructions", "choices", "output"]), values, max_size=4
)


@settings(deadline=None)
@given(bodies, st.one_of(values, bodies))
def test_any_body(request: dict[str, Any], answer: Any) -> None:
    """Whatever was sent and received, content is valid JSON in valid UTF-8, and costs no span."""
    for value in message_attributes(Call(content=Content(request, answer))).values():
        assert isinstance(json.loads(value.encode("utf-8")), list)


class Broken:
    """An answer that fails when it is looked at."""

    @property
    def choices(self) -> Any:
        raise RuntimeError


def test_content_that_cannot_be_read(bench: Bench, receiver: Receiver) -> None:
    """A body that breaks our reading is counted, and its span is sent without content."""
    play = bench.play(capture_content=True)
    play.call(content=Content(REQUEST, Broken()))
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    assert "gen_ai.input.messages" not in span.attributes
    assert bench.meter.total(catalogue.INTERNAL_ERRORS, place="content") == 1
