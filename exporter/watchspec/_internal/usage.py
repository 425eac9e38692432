"""What a response says about its tokens, wherever the provider puts it.

Cached tokens are part of input and reasoning tokens part of output; nothing here adds them up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Usage(NamedTuple):
    """Token counts of one call; `input` and `output` are totals, the rest are parts of them."""

    input: int
    output: int
    cached: int = 0
    cache_write: int = 0
    reasoning: int = 0
    input_audio: int = 0
    output_audio: int = 0
    input_image: int = 0
    output_image: int = 0


def field(value: Any, name: str) -> Any:
    """`value.name`, or `value["name"]` of a mapping; None where it is missing."""
    if type(value) is dict:
        return value.get(name)
    known = getattr(value, "__dict__", None)
    if known is not None and name in known:
        return known[name]
    # Asking a pydantic model for what it has not got costs an exception; its extras can be looked at instead.
    extra = getattr(value, "__pydantic_extra__", None)
    if extra is not None:
        return extra.get(name)
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def find_usage(body: Any) -> Usage | None:
    """Usage of a response or of a stream's chunk: at its root, in a choice, or in a vendor's extension."""
    found = field(body, "usage")
    if found is None:
        found = _unusual(body)
    return None if found is None else read_usage(found)


def _unusual(body: Any) -> Any:
    vendor = field(body, "x_groq")
    if vendor is not None:
        return field(vendor, "usage")
    for choice in field(body, "choices") or ():
        found = field(choice, "usage")
        if found is not None:
            return found
    return None


def read_usage(usage: Any) -> Usage | None:
    """Counts from a usage object or mapping; None if it has none."""
    prompt = field(usage, "prompt_tokens")
    completion = field(usage, "completion_tokens")
    if prompt is None and completion is None:
        return None
    given = field(usage, "prompt_tokens_details")
    made = field(usage, "completion_tokens_details")
    return Usage(
        count(prompt),
        count(completion),
        # DeepSeek reports cache hits beside the total instead of in the details.
        count(field(given, "cached_tokens")) or count(field(usage, "prompt_cache_hit_tokens")),
        count(field(given, "cache_write_tokens")),
        count(field(made, "reasoning_tokens")),
        count(field(given, "audio_tokens")),
        count(field(made, "audio_tokens")),
    )


def count(value: Any) -> int:
    """A number of tokens: what is missing or not a positive whole number is 0."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    if isinstance(value, float) and value > 0 and value.is_integer():
        return int(value)
    return 0
