"""How the demo's provider answers: usually, and while something is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from watchspec.testing import Behaviour
from watchspec_generators.demo.judges import COMPLETE_WORDS

_SHORT_WAIT, _PACE = 0.08, 0.008
_USUAL_TOKENS = COMPLETE_WORDS + 4
_USUAL_PROMPT = 800
USUAL_TOKENS = (_USUAL_PROMPT, _USUAL_TOKENS)
"""Input and output tokens of a usual call."""


def usual() -> Behaviour:
    """A healthy provider: first words quickly, complete answers."""
    return Behaviour(
        latency=_SHORT_WAIT / 2,
        first_token=_SHORT_WAIT,
        token_delay=_PACE,
        tokens=_USUAL_TOKENS,
        prompt_tokens=_USUAL_PROMPT,
    )


def failing() -> Behaviour:
    """Server errors, at once; the client's own retry does not help."""
    return Behaviour(error="server", retry_after="0.1")


def slow_to_start(like: Behaviour, seconds: float) -> Behaviour:
    """The first word comes `seconds` after the headers."""
    return replace(like, first_token=seconds)


def expensive(like: Behaviour, factor: float) -> Behaviour:
    """Prompts `factor` times as long, as when an agent drags its history along."""
    return replace(like, prompt_tokens=round(like.prompt_tokens * factor))


def terse(like: Behaviour, score: float) -> Behaviour:
    """Answers so short that their completeness is at most `score`."""
    words = int(score * COMPLETE_WORDS)
    return replace(like, content=" ".join(["no"] * words) or "-")
