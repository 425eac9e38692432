"""The headers of the loopback provider's answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec.testing import Behaviour, LoopbackProvider, RateLimit
from watchspec.testing.ratelimit import reset_text

if TYPE_CHECKING:
    import openai

UNITS = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.12, "120ms"),
        (1, "1s"),
        (8.64, "8.64s"),
        (59.9996, "1m0s"),
        (90.5, "1m30.5s"),
        (360, "6m0s"),
        (3600, "1h0m0s"),
        (3723, "1h2m3s"),
    ],
)
def test_reset_text(seconds: float, text: str) -> None:
    """As OpenAI writes durations."""
    assert reset_text(seconds) == text


@given(st.floats(0, 1e6))
def test_reset_text_is_read_back(seconds: float) -> None:
    """Whatever the duration, to the millisecond; and larger units are used up before smaller ones."""
    parts = re.findall(r"([\d.]+)(ms|h|m|s)", reset_text(seconds))
    assert "".join(number + unit for number, unit in parts) == reset_text(seconds)
    assert sum(float(number) * UNITS[unit] for number, unit in parts) == pytest.approx(round(seconds * 1000))
    assert all(float(number) < 60 for number, unit in parts if unit in ("m", "s"))


def test_rate_limit(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """With every answer; further headers may overrule some."""
    limit = RateLimit(limit_requests=500, remaining_requests=0, reset_requests=360, reset_tokens=0.12)
    provider.behaviour = Behaviour(rate_limit=limit, headers={"x-ratelimit-limit-tokens": "7", "x-cost": "0.1"})
    headers = client.embeddings.with_raw_response.create(model="m", input="a").headers
    found = {name: headers[f"x-ratelimit-{name}"] for name in ("limit-requests", "remaining-requests", "limit-tokens")}
    assert found == {"limit-requests": "500", "remaining-requests": "0", "limit-tokens": "7"}
    assert (headers["x-ratelimit-reset-requests"], headers["x-ratelimit-reset-tokens"]) == ("6m0s", "120ms")
    assert headers["x-cost"] == "0.1"
