"""What a response says about its tokens, wherever the provider puts it.

Cached tokens are part of input and reasoning tokens part of output; nothing here adds them up.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, NamedTuple

NO_PARTS = (0,) * 7
"""A `Usage` after `input` and `output` where neither has known parts."""
_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long
_NOTHING: Mapping[str, Any] = {}


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
        found = unusual_usage(body)
    return None if found is None else read_usage(found)


def unusual_usage(body: Any) -> Any:
    """Usage that is not at the root of a response or chunk, not yet read; None if there is none."""
    vendor = field(body, "x_groq")
    if vendor is not None:
        return field(vendor, "usage")
    for choice in field(body, "choices") or ():
        found = field(choice, "usage")
        if found is not None:
            return found
    return None


def read_usage(usage: Any) -> Usage | None:
    """Counts from a usage object or mapping of any endpoint; None if it has none, such as one of seconds of audio."""
    # Most are the client's objects of a chat, with two numbers that have no parts: those are read in one piece.
    try:
        told = usage.__dict__
        prompt, completion = told["prompt_tokens"], told["completion_tokens"]
        given, made = told["prompt_tokens_details"], told["completion_tokens_details"]
        if (
            type(prompt) is int
            and type(completion) is int
            and prompt >= 0 <= completion
            and not usage.__pydantic_extra__
            and (given is None or not (any(given.__dict__.values()) or given.__pydantic_extra__))
            and (made is None or not (any(made.__dict__.values()) or made.__pydantic_extra__))
        ):
            return _new(Usage, (prompt, completion, 0, 0, 0, 0, 0, 0, 0))
    except (AttributeError, KeyError):
        pass
    return _read_any(usage)


def _read_any(usage: Any) -> Usage | None:
    told = parts(usage)
    prompt, completion = told.get("prompt_tokens"), told.get("completion_tokens")
    given, made = told.get("prompt_tokens_details"), told.get("completion_tokens_details")
    if prompt is None and completion is None:
        prompt, completion = told.get("input_tokens"), told.get("output_tokens")
        given, made = (
            told.get("input_tokens_details") or told.get("input_token_details"),
            told.get("output_tokens_details"),
        )
        if prompt is None and completion is None:
            return None
    # DeepSeek reports cache hits beside the total instead of in the details.
    hits = told.get("prompt_cache_hit_tokens")
    given, made = parts(given), parts(made)
    if not hits and not any(given.values()) and not any(made.values()):
        return _new(Usage, (count(prompt), count(completion), *NO_PARTS))
    return Usage(
        count(prompt),
        count(completion),
        count(given.get("cached_tokens")) or count(hits),
        count(given.get("cache_write_tokens")),
        count(made.get("reasoning_tokens")),
        count(given.get("audio_tokens")),
        count(made.get("audio_tokens")),
        count(given.get("image_tokens")),
        count(made.get("image_tokens")),
    )


def audio_seconds(usage: Any) -> float | None:
    """Seconds of audio that a usage object or mapping tells; None where it tells none."""
    told = parts(usage)
    seconds = told.get("seconds") if told.get("type") == "duration" else told.get("prompt_audio_seconds")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < inf:
        return float(seconds)
    return None


def parts(value: Any) -> Mapping[str, Any]:
    """The fields of a mapping or of one of the client's objects, its undeclared extras included; empty for None."""
    if value is None or type(value) is dict:
        return value or _NOTHING
    known: Mapping[str, Any] | None = getattr(value, "__dict__", None)
    if known is None:
        return value if isinstance(value, Mapping) else _NOTHING
    extra = getattr(value, "__pydantic_extra__", None)
    return {**known, **extra} if extra else known


def count(value: Any) -> int:
    """A number of tokens: what is missing or not a positive whole number is 0."""
    if type(value) is int:
        return max(0, value)
    if value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return int(value)
    if isinstance(value, float) and value > 0 and value.is_integer():
        return int(value)
    return 0
