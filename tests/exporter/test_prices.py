"""Resolved rates are the price list's own prices."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from typing import Any

import pytest
from genai_prices import Usage as Priced
from genai_prices import calc_price, data_snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

from watchspec._internal.prices import MAX_CACHED, NoPrices, Prices, resolve
from watchspec._internal.usage import Usage

NOW = 1_763_900_000.0
DAY = 86_400
TIERS = (None, "default", "priority", "flex")


MODELS = [(provider.id, model.id) for provider in data_snapshot.get_snapshot().providers for model in provider.models]


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    """Token counts as a provider may report them, on both sides of the tiers that exist."""
    given_tokens = draw(
        st.integers(0, 300) | st.integers(0, 1_000_000) | st.sampled_from([128_000, 200_000, 200_001, 272_000])
    )
    made = draw(st.integers(0, 100_000))
    cached = draw(st.integers(0, given_tokens))
    written = draw(st.just(0) | st.integers(0, given_tokens - cached))
    return Usage(given_tokens, made, cached, written, draw(st.integers(0, made)))


def _price(provider: str, model: str, tier: str | None, usage: Usage) -> float:
    asked = calc_price(
        Priced(
            input_tokens=usage.input,
            output_tokens=usage.output,
            cache_read_tokens=usage.cached,
            cache_write_tokens=usage.cache_write,
            output_reasoning_tokens=usage.reasoning,
        ),
        model,
        provider_id=provider,
        genai_request_timestamp=datetime.fromtimestamp(NOW, timezone.utc),
        price_context={"service_tier": tier} if tier else None,
    )
    return float(asked.total_price)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(MODELS), st.sampled_from(TIERS), usages())
def test_cost_equals_calc_price(model: tuple[str, str], tier: str | None, usage: Usage) -> None:
    """For any model, service tier and token counts, to a billionth; and no price where the list has none."""
    resolved = resolve(*model, tier, NOW)
    if resolved is None:
        with pytest.raises(LookupError):
            _price(*model, tier, usage)
    else:
        assert resolved.cost(usage) == pytest.approx(_price(*model, tier, usage), rel=1e-9, abs=1e-15)


def test_tiers_are_kept() -> None:
    """Past the border all tokens of a tiered model cost more, not only those beyond it."""
    resolved = resolve("google", "gemini-2.5-pro", None, NOW)
    assert resolved is not None
    below, above = resolved.cost(Usage(200_000, 0)), resolved.cost(Usage(200_001, 0))
    assert above == pytest.approx(2 * below, rel=1e-4)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(MODELS), usages(), st.integers(0, 1_000), st.integers(0, 1_000))
def test_audio_is_priced_without_raising(model: tuple[str, str], usage: Usage, heard: int, spoken: int) -> None:
    """Audio goes through the price list itself, whatever the provider reported."""
    resolved = resolve(*model, None, NOW)
    assert resolved is None or resolved.cost(usage._replace(input_audio=heard + 1, output_audio=spoken)) >= 0


def test_audio_has_its_own_rate() -> None:
    """A spoken answer costs more than a written one of the same length."""
    resolved = resolve("openai", "gpt-audio", None, NOW)
    assert resolved is not None
    assert resolved.cost(Usage(10, 10, output_audio=10)) > resolved.cost(Usage(10, 10))


def test_answered_model_is_tried_before_the_requested_one() -> None:
    """And the requested one if the answer's name is unknown."""
    prices = Prices(lambda: NOW)
    usage = Usage(1_000_000, 0)
    mini = prices.cost("openai", "my-deployment", "gpt-4o-mini", None, usage)
    assert mini == pytest.approx(0.15)
    assert prices.cost("openai", "gpt-4o-mini", "no-such-name", None, usage) == mini
    assert prices.cost("openai", "gpt-4o-mini", None, None, usage) == mini
    assert prices.cost("openai", "no-such-name", "no-such-name", None, usage) is None
    assert prices.cost("no-such-provider", "gpt-4o", "gpt-4o", None, usage) is None


def test_resolved_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices change at midnight UTC, also for a model that was unknown yesterday."""
    asked: list[tuple[Any, ...]] = []

    def count(*args: Any) -> Any:
        asked.append(args)
        return resolve(*args)

    monkeypatch.setattr("watchspec._internal.prices.resolve", count)
    now = NOW
    prices = Prices(lambda: now)
    for _ in range(3):
        prices.cost("openai", "gpt-4o", "gpt-4o", None, Usage(1, 1))
        prices.cost("openai", "unknown", None, None, Usage(1, 1))
    assert len(asked) == 2
    now += DAY
    prices.cost("openai", "gpt-4o", "gpt-4o", None, Usage(1, 1))
    prices.cost("openai", "unknown", None, None, Usage(1, 1))
    assert len(asked) == 4


def test_price_by_the_hour() -> None:
    """DeepSeek has had night rates: such a model is asked again every minute."""
    by_hour = [
        (provider.id, model.id)
        for provider in data_snapshot.get_snapshot().providers
        for model in provider.models
        if isinstance(model.prices, list) and any(hasattr(price.constraint, "start_time") for price in model.prices)
    ]
    resolved = [found for model in by_hour if (found := resolve(*model, None, NOW)) is not None]
    assert resolved
    assert all(found.valid_to <= NOW + 60 for found in resolved)


def test_memory_is_bounded() -> None:
    """Answered models are the provider's words and may be many."""
    prices = Prices(lambda: NOW)
    for number in range(MAX_CACHED + 5):
        prices._known["openai", str(number), None, None] = NOW + 1
    prices.cost("openai", "gpt-4o", None, None, Usage(1, 1))
    assert len(prices._known) == 1


def test_without_genai_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call is unpriced; none costs 0."""
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    assert Prices().cost("openai", "gpt-4o", None, None, Usage(1, 1)) is None


def test_switched_off() -> None:
    """`instrument(prices=False)`."""
    assert NoPrices().cost("openai", "gpt-4o", None, None, Usage(1, 1)) is None


def test_the_price_list_stays_offline() -> None:
    """Its network updater is not running."""
    resolve("openai", "gpt-4o", None, NOW)
    assert not data_snapshot.get_snapshot().from_auto_update
