"""Rough token counts of calls whose answer tells none: about four characters a token, and one token a chunk.

Estimates have metrics of their own and are never mixed with what a provider reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from watchspec._internal.usage import Usage, field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec._internal.operation import Operation

CHARACTERS_PER_TOKEN = 4
MAX_DEPTH = 6
MAX_PARTS = 10_000
"""Texts, lists and objects that are looked at; the rest of a longer request is left out."""
GENERATING = frozenset({"chat", "responses", "text_completion"})
_TEXTS = frozenset(
    {
        "arguments",
        "content",
        "function",
        "function_call",
        "input",
        "instructions",
        "messages",
        "name",
        "output",
        "prompt",
        "refusal",
        "text",
        "tool_calls",
    }
)
"""Keys below which text is; images, audio and settings are not."""


def estimate(operation: Operation, body: Any = None) -> Usage | None:
    """What a generating call has used, by its request and by what was delivered of its answer; None if nothing was.

    Never raises.
    """
    try:
        return _estimate(operation, body)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        operation.series.recorder.safety.failed("estimate")
        return None


def _estimate(operation: Operation, body: Any) -> Usage | None:
    if operation.series.labels[2] not in GENERATING or operation.options is None:
        return None
    timed = len(operation.times) if operation.times is not None else _tokens(_answer_of(body))
    delivered = operation.delivered or timed
    if not delivered and operation.first_event is None and body is None:
        return None
    return Usage(_tokens(getattr(operation.options, "json_data", None)), delivered)


def _answer_of(body: Any) -> Any:
    choices = field(body, "choices")
    if choices:
        return [field(choice, "message") or field(choice, "text") for choice in choices]
    return field(body, "output")


def _tokens(value: Any) -> int:
    return -(-_characters(value) // CHARACTERS_PER_TOKEN)


def _characters(value: Any) -> int:
    found, waiting = 0, [(value, MAX_DEPTH)]
    for _ in range(MAX_PARTS):
        if not waiting:
            break
        part, depth = waiting.pop()
        if isinstance(part, str):
            found += len(part)
        elif type(part) is int:  # a prompt may be given as tokens
            found += CHARACTERS_PER_TOKEN
        elif depth:
            waiting += [(inner, depth - 1) for inner in _inside(part)]
    return found


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, list | tuple):
        return value[:MAX_PARTS]
    items = value if isinstance(value, Mapping) else getattr(value, "__dict__", None)
    return [part for key, part in items.items() if key in _TEXTS] if items else ()
