"""The Responses API: the events of a stream, in the order in which OpenAI sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from watchspec.testing.answers.parts import Part, error
from watchspec.testing.answers.response_items import (
    call_item,
    content_part,
    final_status,
    message_item,
    reasoning_item,
    response,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec.testing.answers.parts import Ask

Kind = Literal["opening", "reasoning", "token", "closing"]
Event = tuple[Kind, str, dict[str, Any]]


def response_parts(ask: Ask, status: str | None = None, after: int = -1) -> Iterator[Part]:
    """The events of a response with its end, numbered.

    Args:
        ask: the request.
        status: how it ends; by default as the behaviour says.
        after: leave out the events up to this number.
    """
    for number, (kind, name, fields) in enumerate(_events(ask, status or final_status(ask.behaviour))):
        if number > after:
            yield Part(kind, {"type": f"response.{name}", "sequence_number": number, **fields})


def response_error(ask: Ask, name: str, number: int) -> dict[str, Any]:
    """An error in the middle: fields of the event itself, or nested as some servers send them."""
    told = error(name)["error"]
    if ask.behaviour.nested_error:
        return {"type": "error", "sequence_number": number, "error": told}
    return {
        "type": "error",
        "sequence_number": number,
        "code": told["code"] or told["type"],
        "message": told["message"],
        "param": None,
    }


def _events(ask: Ask, status: str) -> Iterator[Event]:
    first = "queued" if ask.body.get("background") else "in_progress"
    yield "opening", "created", {"response": response(ask, first)}
    if first == "queued":
        yield "opening", "queued", {"response": response(ask, first)}
    yield "opening", "in_progress", {"response": response(ask, "in_progress")}
    if status == "cancelled":
        return
    index = 0
    if ask.behaviour.reasoning_tokens:
        yield from _reasoning(ask)
        index = 1
    if ask.behaviour.words():
        yield from (_call if ask.behaviour.tool_calls else _message)(ask, index, status)
    yield "closing", status, {"response": response(ask, status)}


def _reasoning(ask: Ask) -> Iterator[Event]:
    yield "opening", "output_item.added", {"output_index": 0, "item": reasoning_item(ask, "in_progress")}
    if ask.behaviour.thoughts():
        yield from (_reasoning_text if ask.behaviour.reasoning_text else _reasoning_summary)(ask)
    yield "opening", "output_item.done", {"output_index": 0, "item": reasoning_item(ask)}


def _reasoning_summary(ask: Ask) -> Iterator[Event]:
    place = {"item_id": f"rs_{ask.identity}", "output_index": 0, "summary_index": 0}
    thoughts = ask.behaviour.thoughts()
    text = "".join(thoughts)
    yield "opening", "reasoning_summary_part.added", {**place, "part": {"type": "summary_text", "text": ""}}
    for thought in thoughts:
        yield "reasoning", "reasoning_summary_text.delta", {**place, "delta": thought}
    yield "opening", "reasoning_summary_text.done", {**place, "text": text}
    yield "opening", "reasoning_summary_part.done", {**place, "part": {"type": "summary_text", "text": text}}


def _reasoning_text(ask: Ask) -> Iterator[Event]:
    place = {"item_id": f"rs_{ask.identity}", "output_index": 0, "content_index": 0}
    thoughts = ask.behaviour.thoughts()
    text = "".join(thoughts)
    yield "opening", "content_part.added", {**place, "part": {"type": "reasoning_text", "text": ""}}
    for thought in thoughts:
        yield "reasoning", "reasoning_text.delta", {**place, "delta": thought}
    yield "opening", "reasoning_text.done", {**place, "text": text}
    yield "opening", "content_part.done", {**place, "part": {"type": "reasoning_text", "text": text}}


def _message(ask: Ask, index: int, status: str) -> Iterator[Event]:
    place = {"item_id": f"msg_{ask.identity}", "output_index": index, "content_index": 0}
    refusal = ask.behaviour.refusal
    kind = "refusal" if refusal else "output_text"
    extra: dict[str, Any] = {} if refusal else {"logprobs": []}
    words = ask.behaviour.words()
    yield "opening", "output_item.added", {"output_index": index, "item": message_item(ask, "in_progress")}
    yield "opening", "content_part.added", {**place, "part": content_part(ask, "")}
    for word in words:
        yield "token", f"{kind}.delta", {**place, "delta": word, **extra}
    if status == "failed":
        return
    text = "".join(words)
    yield "closing", f"{kind}.done", {**place, "refusal" if refusal else "text": text, **extra}
    yield "closing", "content_part.done", {**place, "part": content_part(ask, text)}
    yield "closing", "output_item.done", {"output_index": index, "item": message_item(ask, status)}


def _call(ask: Ask, index: int, status: str) -> Iterator[Event]:
    place = {"item_id": f"fc_{ask.identity}", "output_index": index}
    pieces = ask.behaviour.arguments()
    yield "opening", "output_item.added", {"output_index": index, "item": call_item(ask, "in_progress")}
    for piece in pieces:
        yield "token", "function_call_arguments.delta", {**place, "delta": piece}
    if status == "failed":
        return
    done = {**place, "name": "lookup", "arguments": "".join(pieces)}
    yield "closing", "function_call_arguments.done", done
    yield "closing", "output_item.done", {"output_index": index, "item": call_item(ask, status)}
