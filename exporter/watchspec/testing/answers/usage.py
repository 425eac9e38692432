"""What answers bill, in the two forms that OpenAI has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchspec.testing.behaviour import Behaviour


def chat_usage(behaviour: Behaviour, sent: int | None = None) -> dict[str, Any]:
    """Usage of chat and text completions; with several choices each has its own output.

    Args:
        behaviour: what is billed.
        sent: tokens of each choice so far, for a stream that reports while it runs; by default all.
    """
    output = (behaviour.tokens if sent is None else min(sent, behaviour.tokens)) * behaviour.choices
    reasoning = min(behaviour.reasoning_tokens * behaviour.choices, output)
    usage: dict[str, Any] = {
        "prompt_tokens": behaviour.prompt_tokens,
        "completion_tokens": output,
        "total_tokens": behaviour.prompt_tokens + output,
        "completion_tokens_details": {
            "reasoning_tokens": reasoning,
            "audio_tokens": min(behaviour.output_audio_tokens * behaviour.choices, output),
        },
    }
    if behaviour.cache_report == "deepseek":
        hit = behaviour.cached_tokens
        return {**usage, "prompt_cache_hit_tokens": hit, "prompt_cache_miss_tokens": behaviour.prompt_tokens - hit}
    usage["prompt_tokens_details"] = {
        "cached_tokens": behaviour.cached_tokens,
        "cache_write_tokens": behaviour.cache_write_tokens,
        "audio_tokens": behaviour.input_audio_tokens,
    }
    return usage


def plain_usage(behaviour: Behaviour, answers: int = 1) -> dict[str, Any]:
    """Totals as the Responses, image and audio endpoints report them, to which each adds its own details."""
    output = behaviour.tokens * answers
    return {
        "input_tokens": behaviour.prompt_tokens,
        "output_tokens": output,
        "total_tokens": behaviour.prompt_tokens + output,
    }
