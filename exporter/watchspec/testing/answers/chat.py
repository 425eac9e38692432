"""Chat completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec.testing.answers.parts import CREATED, Part, Stream, Whole
from watchspec.testing.answers.usage import chat_usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec.testing.answers.parts import Answer, Ask

CALL_ID = "call_1"


def chat(ask: Ask) -> Answer:
    """A chat completion, streamed if the request asks for it."""
    if ask.body.get("stream"):
        return Stream(_parts(ask), done=True)
    return Whole(_completion(ask))


def _completion(ask: Ask) -> dict[str, Any]:
    behaviour = ask.behaviour
    body = _head("chat.completion", ask)
    body["choices"] = [_whole_choice(ask, index) for index in range(behaviour.choices)]
    if behaviour.usage == "choice":
        body["choices"][-1]["usage"] = chat_usage(behaviour)
    elif behaviour.usage != "missing":
        body["usage"] = chat_usage(behaviour)
    return body


def _parts(ask: Ask) -> Iterator[Part]:
    behaviour = ask.behaviour
    if behaviour.empty_choices:
        yield Part("opening", {**_chunk(ask, []), "prompt_filter_results": [{"prompt_index": 0}]})
    if behaviour.role_chunk:
        yield Part("opening", _each_choice(ask, {"role": "assistant", "content": ""}))
    for position, thought in enumerate(behaviour.thoughts()):
        yield Part("reasoning", _each_choice(ask, {behaviour.reasoning_field: thought}, sent=position + 1))
    for position, delta in enumerate(_deltas(ask)):
        sent = behaviour.reasoning_tokens + position + 1
        yield Part("token", _each_choice(ask, delta, sent=sent))
    yield from _closing(ask)


def _deltas(ask: Ask) -> Iterator[dict[str, Any]]:
    behaviour = ask.behaviour
    if behaviour.tool_calls:
        for position, text in enumerate(behaviour.arguments()):
            call = _tool_call(text) if position == 0 else {"function": {"arguments": text}}
            yield {"tool_calls": [{"index": 0, **call}]}
        return
    for text in behaviour.words():
        yield {"refusal" if behaviour.refusal else "content": text}


def _closing(ask: Ask) -> Iterator[Part]:
    behaviour = ask.behaviour
    last = _each_choice(ask, {}, behaviour.finish_reason, sent=behaviour.tokens)
    if behaviour.usage == "choice":
        last["choices"][-1]["usage"] = chat_usage(behaviour)
    elif behaviour.usage == "last_chunk":
        last["usage"] = chat_usage(behaviour)
    elif behaviour.usage == "x_groq":
        last["x_groq"] = {"id": f"req_{ask.identity}", "usage": chat_usage(behaviour)}
    yield Part("closing", last)
    if behaviour.usage in ("standard", "every_chunk") and asks_usage(ask.body):
        yield Part("closing", {**_chunk(ask, []), "usage": chat_usage(behaviour)})


def asks_usage(body: Mapping[str, Any]) -> bool:
    """Whether a request for a stream also asks for its usage."""
    options = body.get("stream_options")
    return isinstance(options, dict) and bool(options.get("include_usage"))


def _head(kind: str, ask: Ask) -> dict[str, Any]:
    head = {"id": "chatcmpl-loopback", "object": kind, "created": CREATED, "model": ask.model}
    if ask.behaviour.service_tier is not None:
        head["service_tier"] = ask.behaviour.service_tier
    return head


def _tool_call(arguments: str) -> dict[str, Any]:
    return {"id": CALL_ID, "type": "function", "function": {"name": "lookup", "arguments": arguments}}


def _whole_choice(ask: Ask, index: int) -> dict[str, Any]:
    behaviour = ask.behaviour
    text = "".join(behaviour.words())
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    if behaviour.tool_calls:
        message |= {"content": None, "tool_calls": [_tool_call("".join(behaviour.arguments()) or "{}")]}
    elif behaviour.refusal:
        message |= {"content": None, "refusal": text}
    if behaviour.show_reasoning:
        message[behaviour.reasoning_field] = "".join(behaviour.thoughts())
    return {"index": index, "message": message, "logprobs": None, "finish_reason": behaviour.finish_reason}


def _chunk(ask: Ask, choices: list[Any]) -> dict[str, Any]:
    return {**_head("chat.completion.chunk", ask), "choices": choices}


def _each_choice(ask: Ask, delta: Mapping[str, Any], reason: str | None = None, *, sent: int = 0) -> dict[str, Any]:
    choices = [
        {"index": index, "delta": dict(delta), "logprobs": None, "finish_reason": reason}
        for index in range(ask.behaviour.choices)
    ]
    chunk = _chunk(ask, choices)
    if ask.behaviour.usage == "every_chunk":
        chunk["usage"] = chat_usage(ask.behaviour, sent)
    return chunk
