"""Prompts and answers as the conventions' messages; nothing of this runs unless content is captured.

What is recorded is bounded and always whole JSON: long texts are cut, and of a long
conversation the latest messages are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from watchspec._internal.usage import field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec._internal.tracing.records import Call

MAX_PART = 8_000
"""Characters of one text."""

MAX_MESSAGES = 40_000
"""Characters of one attribute."""

_ROLES = {
    "function_call": "assistant",
    "custom_tool_call": "assistant",
    "reasoning": "assistant",
    "function_call_output": "tool",
    "custom_tool_call_output": "tool",
}
_TEXTS = ("text", "input_text", "output_text", "refusal")


class Content(NamedTuple):
    """What a call sent and received; a call carries it as `content` where content is captured."""

    request: Any
    """The body as it was sent: a mapping."""

    answer: Any = None
    """The answer's body (a mapping or the client's model), or the joined text of a stream."""


def message_attributes(call: Call) -> dict[str, str]:
    """The attributes that hold content, each a JSON array; none if the call carries no content."""
    content: Content | None = getattr(call, "content", None)
    if content is None:
        return {}
    instructions = field(content.request, "instructions")
    found = {
        "gen_ai.system_instructions": _bounded(_parts(instructions)) if instructions else None,
        "gen_ai.input.messages": _bounded(_input(content.request)),
        "gen_ai.output.messages": _bounded(_output(content.answer, call.finish_reasons)),
    }
    return {name: value for name, value in found.items() if value is not None}


def _bounded(messages: Sequence[Mapping[str, Any]]) -> str | None:
    """The latest messages that fit, or as much of the last one as does."""
    kept: list[str] = []
    size = 0
    for message in reversed(messages):
        encoded = _encoded(message)
        size += len(encoded)
        if size > MAX_MESSAGES:
            break
        kept.append(encoded)
    if messages and not kept:
        last = messages[-1]
        kept.append(_encoded({**last, "parts": last["parts"][:1]} if "parts" in last else last))
    return f"[{', '.join(reversed(kept))}]" if kept else None


def _encoded(message: Mapping[str, Any]) -> str:
    encoded = json.dumps(message, ensure_ascii=False, default=_unknown)
    # Half a character, as a cut may leave it, cannot be sent.
    return encoded.encode("utf-8", "replace").decode("utf-8")


def _unknown(value: object) -> str:
    return f"<{type(value).__name__}>"


def _input(request: Any) -> list[dict[str, Any]]:
    for name in ("messages", "input", "prompt"):
        given = field(request, name)
        if isinstance(given, str):
            return [{"role": "user", "parts": _parts(given)}]
        if given:
            return [_message(item) for item in _list(given)]
    return []


def _output(answer: Any, reasons: Sequence[str]) -> list[dict[str, Any]]:
    if isinstance(answer, str):
        return [{"role": "assistant", "parts": _parts(answer), "finish_reason": next(iter(reasons), "stop")}]
    choices = _list(field(answer, "choices"))
    if choices:
        return [
            {
                **_message(field(choice, "message") or {"content": field(choice, "text")}, "assistant"),
                "finish_reason": field(choice, "finish_reason") or "error",
            }
            for choice in choices
        ]
    parts = [part for item in _list(field(answer, "output")) for part in _message(item, "assistant")["parts"]]
    return [{"role": "assistant", "parts": parts, "finish_reason": next(iter(reasons), "stop")}] if parts else []


def _message(message: Any, role: str = "user") -> dict[str, Any]:
    """One message of a chat, or one item of the Responses API."""
    if isinstance(message, str):
        return {"role": role, "parts": _parts(message)}
    kind = str(field(message, "type") or "message")
    role = _ROLES.get(kind) or str(field(message, "role") or role)
    if kind == "message" and role != "tool":
        parts = [*_thoughts(message), *_parts(field(message, "content")), *_tool_calls(message)]
        return {"role": role, "parts": parts}
    return {"role": role, "parts": _item(kind, message)}


def _item(kind: str, item: Any) -> list[dict[str, Any]]:
    if kind == "message":
        return [_tool_answer(field(item, "tool_call_id"), field(item, "content"))]
    if kind in ("function_call", "custom_tool_call"):
        return [_tool_call(field(item, "call_id"), item)]
    if kind in ("function_call_output", "custom_tool_call_output"):
        return [_tool_answer(field(item, "call_id"), field(item, "output"))]
    if kind == "reasoning":
        return [
            {"type": "reasoning", "content": _cut(str(field(part, "text")))} for part in _list(field(item, "summary"))
        ]
    return [{"type": kind}]


def _parts(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, str):
        return [{"type": "text", "content": _cut(content)}] if content else []
    return [_part(part) for part in _list(content)]


def _part(part: Any) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "content": _cut(part)}
    kind = str(field(part, "type"))
    if kind in _TEXTS:
        return {"type": "text", "content": _cut(str(field(part, "text") or field(part, "refusal") or ""))}
    if kind in ("image_url", "input_image"):
        url = field(part, "image_url")
        url = url if isinstance(url, str) else field(url, "url")
        if isinstance(url, str) and not url.startswith("data:"):
            return {"type": "uri", "modality": "image", "uri": _cut(url)}
    # Pictures, sounds and files are named, not copied.
    return {"type": kind}


def _thoughts(message: Any) -> list[dict[str, Any]]:
    thoughts = field(message, "reasoning_content")
    return [{"type": "reasoning", "content": _cut(thoughts)}] if isinstance(thoughts, str) and thoughts else []


def _tool_calls(message: Any) -> Iterable[dict[str, Any]]:
    for call in _list(field(message, "tool_calls")):
        yield _tool_call(field(call, "id"), field(call, "function") or field(call, "custom"))


def _tool_call(identity: Any, function: Any) -> dict[str, Any]:
    arguments = field(function, "arguments") or field(function, "input")
    return {"type": "tool_call", "id": identity, "name": str(field(function, "name")), "arguments": _decoded(arguments)}


def _tool_answer(identity: Any, answer: Any) -> dict[str, Any]:
    parts = _parts(answer)
    whole = parts[0]["content"] if len(parts) == 1 and parts[0]["type"] == "text" else parts
    return {"type": "tool_call_response", "id": identity, "response": whole}


def _decoded(arguments: Any) -> Any:
    """Arguments as they were meant; as text where they are too long or no JSON."""
    if not isinstance(arguments, str) or len(arguments) > MAX_PART:
        return _cut(str(arguments)) if arguments is not None else None
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments


def _cut(content: str) -> str:
    return content if len(content) <= MAX_PART else content[: MAX_PART - 1] + "…"


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, Sequence) and not isinstance(value, str | bytes) else ()
