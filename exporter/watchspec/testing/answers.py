"""Bodies of the loopback provider, as plain data: pure functions of behaviour and request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec.testing.behaviour import ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec.testing.behaviour import Behaviour

CREATED = 1_700_000_000
TOOL = {"id": "call_1", "type": "function", "function": {"name": "lookup", "arguments": "{}"}}


def error(name: str) -> dict[str, Any]:
    """Body of an error answer."""
    _, kind, code, message = ERRORS[name]
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def usage(behaviour: Behaviour) -> dict[str, Any]:
    """What the answer bills; with several choices each has its own output."""
    output = behaviour.tokens * behaviour.choices
    return {
        "prompt_tokens": behaviour.prompt_tokens,
        "completion_tokens": output,
        "total_tokens": behaviour.prompt_tokens + output,
        "prompt_tokens_details": {
            "cached_tokens": behaviour.cached_tokens,
            "cache_write_tokens": behaviour.cache_write_tokens,
        },
        "completion_tokens_details": {"reasoning_tokens": behaviour.reasoning_tokens * behaviour.choices},
    }


def completion(behaviour: Behaviour, request: Mapping[str, Any]) -> dict[str, Any]:
    """A chat completion."""
    body = _head("chat.completion", behaviour, request)
    body["choices"] = [_whole_choice(behaviour, index) for index in range(behaviour.choices)]
    if behaviour.usage == "choice":
        body["choices"][-1]["usage"] = usage(behaviour)
    elif behaviour.usage != "missing":
        body["usage"] = usage(behaviour)
    return body


def embeddings(behaviour: Behaviour, request: Mapping[str, Any]) -> dict[str, Any]:
    """An embeddings answer, one vector per input."""
    given = request.get("input", "")
    inputs = given if isinstance(given, list) else [given]
    # The client asks for base64 on its own account; this is three 32-bit floats.
    vector: Any = "AACAPwAAAEAAAEBA" if request.get("encoding_format") == "base64" else [1.0, 2.0, 3.0]
    return {
        "object": "list",
        "model": behaviour.answered_model or request.get("model", ""),
        "data": [{"object": "embedding", "index": index, "embedding": vector} for index, _ in enumerate(inputs)],
        "usage": {"prompt_tokens": behaviour.prompt_tokens, "total_tokens": behaviour.prompt_tokens},
    }


def opening(behaviour: Behaviour, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Chunks of a stream before its first token."""
    if behaviour.empty_choices:
        yield {**_chunk(behaviour, request, []), "prompt_filter_results": [{"prompt_index": 0}]}
    if behaviour.role_chunk:
        yield _each_choice(behaviour, request, {"role": "assistant", "content": ""})


def token(behaviour: Behaviour, request: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The chunk of one token, for every choice."""
    if behaviour.tool_calls:
        return _each_choice(behaviour, request, {"tool_calls": [{"index": 0, **TOOL}]})
    return _each_choice(behaviour, request, {"refusal" if behaviour.refusal else "content": text})


def closing(behaviour: Behaviour, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Chunks of a stream after its last token."""
    last = _each_choice(behaviour, request, {}, behaviour.finish_reason)
    if behaviour.usage == "choice":
        last["choices"][-1]["usage"] = usage(behaviour)
    elif behaviour.usage == "last_chunk":
        last["usage"] = usage(behaviour)
    yield last
    asked = (request.get("stream_options") or {}).get("include_usage")
    if behaviour.usage == "standard" and asked:
        yield {**_chunk(behaviour, request, []), "usage": usage(behaviour)}


def _head(kind: str, behaviour: Behaviour, request: Mapping[str, Any]) -> dict[str, Any]:
    head = {
        "id": "chatcmpl-loopback",
        "object": kind,
        "created": CREATED,
        "model": behaviour.answered_model or request.get("model", ""),
    }
    if behaviour.service_tier is not None:
        head["service_tier"] = behaviour.service_tier
    return head


def _whole_choice(behaviour: Behaviour, index: int) -> dict[str, Any]:
    text = "".join(behaviour.words())
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    if behaviour.tool_calls:
        message |= {"content": None, "tool_calls": [TOOL]}
    elif behaviour.refusal:
        message |= {"content": None, "refusal": text}
    return {"index": index, "message": message, "logprobs": None, "finish_reason": behaviour.finish_reason}


def _chunk(behaviour: Behaviour, request: Mapping[str, Any], choices: list[Any]) -> dict[str, Any]:
    return {**_head("chat.completion.chunk", behaviour, request), "choices": choices}


def _each_choice(
    behaviour: Behaviour, request: Mapping[str, Any], delta: Mapping[str, Any], reason: str | None = None
) -> dict[str, Any]:
    choices = [
        {"index": index, "delta": dict(delta), "logprobs": None, "finish_reason": reason}
        for index in range(behaviour.choices)
    ]
    return _chunk(behaviour, request, choices)
