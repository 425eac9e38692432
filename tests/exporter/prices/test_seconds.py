"""Sound that is charged by the time it takes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from watchspec._internal.prices import NoPrices, Prices
from watchspec._internal.usage import audio_seconds


@pytest.mark.parametrize(
    ("provider", "model", "seconds", "usd"),
    [
        ("openai", "whisper-1", 3600.0, 0.36),
        ("openai", "whisper-1", 0.5, 0.36 / 7200),
        ("groq", "whisper-large-v3", 1.0, 0.111 / 360),
        ("mistral", "voxtral-mini-transcribe-3-0", 60.0, 0.21 / 60),
    ],
)
def test_price_by_the_hour(provider: str, model: str, seconds: float, usd: float) -> None:
    """By the second, and at some providers (Groq) for ten seconds at least."""
    priced = Prices().of_seconds(seconds, provider, model, None)
    assert priced is not None
    assert priced.usd == pytest.approx(usd)
    assert priced.source == "list"


def test_answered_model_and_alias() -> None:
    """The answered model's price, or that of the model which the spec says it is priced as."""
    for prices, answered in (
        (Prices(), "whisper-1"),
        (Prices([SimpleNamespace(name="mine", price=None, provider=None, price_as="whisper-1")]), None),
    ):
        priced = prices.of_seconds(3600.0, "openai", "mine", answered)
        assert priced is not None
        assert priced.usd == pytest.approx(0.36)
    assert Prices().of_seconds(1.0, "openai", "gpt-4o", None) is None
    assert NoPrices().of_seconds(1.0, "openai", "whisper-1", None) is None


@pytest.mark.parametrize(
    ("usage", "seconds"),
    [
        ({"type": "duration", "seconds": 7.5}, 7.5),
        ({"type": "duration", "seconds": 0}, 0.0),
        ({"prompt_audio_seconds": 3, "prompt_tokens": 5}, 3.0),
        ({"type": "tokens", "seconds": 7.5}, None),
        ({"type": "duration", "seconds": -1}, None),
        ({"type": "duration", "seconds": float("inf")}, None),
        ({"type": "duration", "seconds": float("nan")}, None),
        ({"type": "duration", "seconds": "7"}, None),
        ({"type": "duration", "seconds": True}, None),
        ({"type": "duration"}, None),
        (None, None),
    ],
)
def test_seconds_of_a_usage(usage: Any, seconds: float | None) -> None:
    """Only a finite number that is not below 0 counts."""
    assert audio_seconds(usage) == seconds
