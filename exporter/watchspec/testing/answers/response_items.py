"""The Responses API: a response and its output, as objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec.testing.answers.parts import CREATED
from watchspec.testing.answers.usage import plain_usage

if TYPE_CHECKING:
    from watchspec.testing.answers.parts import Ask
    from watchspec.testing.behaviour import Behaviour

INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}
"""Why a response is incomplete, by the finish reason that a chat completion would have."""
FINAL = ("completed", "incomplete", "failed", "cancelled")
BILLED = ("completed", "incomplete")


def final_status(behaviour: Behaviour) -> str:
    """How the response ends."""
    return behaviour.status or ("incomplete" if behaviour.finish_reason in INCOMPLETE else "completed")


def response(ask: Ask, status: str) -> dict[str, Any]:
    """The response object in one of its states; only a final one has output and usage."""
    behaviour, asked = ask.behaviour, ask.body
    body = {
        "id": f"resp_{ask.identity}",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "background": bool(asked.get("background")),
        "error": _error(behaviour) if status == "failed" else None,
        "incomplete_details": _incomplete_details(behaviour) if status == "incomplete" else None,
        "instructions": asked.get("instructions"),
        "max_output_tokens": asked.get("max_output_tokens"),
        "metadata": asked.get("metadata") or {},
        "model": ask.model,
        "output": _output(ask) if status in BILLED else [],
        "parallel_tool_calls": True,
        "previous_response_id": asked.get("previous_response_id"),
        "store": asked.get("store", True),
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": asked.get("tool_choice") or "auto",
        "tools": asked.get("tools") or [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": response_usage(behaviour) if status in BILLED and behaviour.usage != "missing" else None,
    }
    if behaviour.service_tier is not None:
        body["service_tier"] = behaviour.service_tier
    return body


def response_usage(behaviour: Behaviour) -> dict[str, Any]:
    """What a response bills."""
    given = {"cached_tokens": behaviour.cached_tokens, "cache_write_tokens": behaviour.cache_write_tokens}
    made = {"reasoning_tokens": behaviour.reasoning_tokens}
    return {**plain_usage(behaviour), "input_tokens_details": given, "output_tokens_details": made}


def _error(behaviour: Behaviour) -> dict[str, Any]:
    return {"code": behaviour.failed_code, "message": "The response failed"}


def _incomplete_details(behaviour: Behaviour) -> dict[str, Any]:
    return {"reason": INCOMPLETE.get(behaviour.finish_reason, "max_output_tokens")}


def _output(ask: Ask) -> list[dict[str, Any]]:
    behaviour = ask.behaviour
    status = final_status(behaviour)
    items = []
    if behaviour.reasoning_tokens:
        items.append(reasoning_item(ask))
    if behaviour.words():
        items.append(call_item(ask, status) if behaviour.tool_calls else message_item(ask, status))
    return items


def reasoning_item(ask: Ask, status: str = "completed") -> dict[str, Any]:
    """Reasoning; its words are there if they are shown and complete."""
    item: dict[str, Any] = {"id": f"rs_{ask.identity}", "type": "reasoning", "summary": []}
    thoughts = ask.behaviour.thoughts() if status == "completed" else []
    if thoughts:
        text = "".join(thoughts)
        if ask.behaviour.reasoning_text:
            item["content"] = [{"type": "reasoning_text", "text": text}]
        else:
            item["summary"] = [{"type": "summary_text", "text": text}]
    return item


def message_item(ask: Ask, status: str) -> dict[str, Any]:
    """What the model says; empty while it is in progress."""
    content = [] if status == "in_progress" else [content_part(ask, "".join(ask.behaviour.words()))]
    return {
        "id": f"msg_{ask.identity}",
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": content,
    }


def content_part(ask: Ask, text: str) -> dict[str, Any]:
    """The one part of a message."""
    if ask.behaviour.refusal:
        return {"type": "refusal", "refusal": text}
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def call_item(ask: Ask, status: str) -> dict[str, Any]:
    """A function call; without arguments while it is in progress."""
    return {
        "id": f"fc_{ask.identity}",
        "type": "function_call",
        "call_id": f"call_{ask.identity}",
        "name": "lookup",
        "arguments": "" if status == "in_progress" else "".join(ask.behaviour.arguments()),
        "status": status,
    }
