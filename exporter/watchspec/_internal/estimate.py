"""Rough token counts of calls whose answer tells none: about four characters a token, and one token a chunk.

Estimates have metrics of their own and are never mixed with what a provider reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from watchspec._internal.usage import Usage, field

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation

CHARACTERS_PER_TOKEN = 4
MAX_DEPTH = 6
GENERATING = frozenset({"chat", "responses", "text_completion"})
_TEXTS = frozenset({"content", "text", "instructions", "input", "prompt", "messages", "arguments", "refusal", "output"})
"""Keys below which text is; images, audio and settings are not."""


def estimate(operation: Operation, body: Any = None) -> Usage | None:
    """What a generating call has used, by its request and by what was delivered of its answer; None if nothing was."""
    if operation.series.labels[2] not in GENERATING or operation.options is None:
        return None
    delivered = len(operation.times) if operation.times is not None else _tokens(_answer_of(body))
    if not delivered and operation.first_event is None and body is None:
        return None
    return Usage(_tokens(getattr(operation.options, "json_data", None)), delivered)


def _answer_of(body: Any) -> Any:
    choices = field(body, "choices")
    if choices:
        return [field(choice, "message") or field(choice, "text") for choice in choices]
    return field(body, "output")


def _tokens(value: Any) -> int:
    return -(-_characters(value, MAX_DEPTH) // CHARACTERS_PER_TOKEN)


def _characters(value: Any, depth: int) -> int:
    if isinstance(value, str):
        return len(value)
    if depth == 0 or value is None:
        return 0
    if isinstance(value, list | tuple):
        return sum(_characters(item, depth - 1) for item in value)
    items = value if isinstance(value, Mapping) else getattr(value, "__dict__", None)
    if not items:
        return 0
    return sum(_characters(part, depth - 1) for key, part in items.items() if key in _TEXTS)
