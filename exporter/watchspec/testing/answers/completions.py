"""Legacy text completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec.testing.answers.chat import asks_usage
from watchspec.testing.answers.parts import CREATED, Part, Stream, Whole
from watchspec.testing.answers.usage import chat_usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec.testing.answers.parts import Answer, Ask


def completions(ask: Ask) -> Answer:
    """A text completion, streamed if the request asks for it."""
    if ask.body.get("stream"):
        return Stream(_parts(ask), done=True)
    behaviour = ask.behaviour
    body = _body(ask, "".join(behaviour.words()), behaviour.finish_reason)
    if behaviour.usage == "choice":
        body["choices"][-1]["usage"] = chat_usage(behaviour)
    elif behaviour.usage != "missing":
        body["usage"] = chat_usage(behaviour)
    return Whole(body)


def _parts(ask: Ask) -> Iterator[Part]:
    behaviour = ask.behaviour
    for position, text in enumerate(behaviour.words()):
        yield Part("token", _reporting(ask, _body(ask, text), behaviour.reasoning_tokens + position + 1))
    last = _reporting(ask, _body(ask, "", behaviour.finish_reason), behaviour.tokens)
    if behaviour.usage == "choice":
        last["choices"][-1]["usage"] = chat_usage(behaviour)
    elif behaviour.usage == "last_chunk":
        last["usage"] = chat_usage(behaviour)
    yield Part("closing", last)
    if behaviour.usage in ("standard", "every_chunk", "x_groq") and asks_usage(ask.body):
        yield Part("closing", {**_body(ask, ""), "choices": [], "usage": chat_usage(behaviour)})


def _reporting(ask: Ask, chunk: dict[str, Any], sent: int) -> dict[str, Any]:
    return {**chunk, "usage": chat_usage(ask.behaviour, sent)} if ask.behaviour.usage == "every_chunk" else chunk


def _body(ask: Ask, text: str, reason: str | None = None) -> dict[str, Any]:
    choices = [
        {"index": index, "text": text, "logprobs": None, "finish_reason": reason}
        for index in range(ask.behaviour.choices)
    ]
    head = {"id": f"cmpl-{ask.identity}", "object": "text_completion", "created": CREATED, "model": ask.model}
    return {**head, "choices": choices}
