"""Resolved rates are the price list's own prices."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exporter.prices.price_list import (
    BY_TOKEN,
    CONTEXTS,
    MIXED,
    MODELS,
    NOW,
    VARIED,
    listed_price,
    mixed_usages,
    usages,
)

from watchspec._internal.prices.listed import resolve
from watchspec._internal.prices.tariff import Band, Rates, Tariff
from watchspec._internal.usage import Usage

models = st.sampled_from(MODELS)
TEXT, AUDIO, IMAGE = Rates(8, 1, 10, 16, 32), Rates(64, 80, 70, 128, 1_000), Rates(256, 32, 300, 512, 1_000)


def _resolve(model: tuple[str, str], tier: str | None = None) -> Tariff:
    tariff = resolve(*model, tier, NOW)
    assert tariff is not None
    return tariff


@settings(max_examples=500, deadline=None)
@given(models | st.sampled_from(VARIED), st.sampled_from(list(CONTEXTS)), usages())
def test_cost_equals_calc_price(model: tuple[str, str], tier: str | None, usage: Usage) -> None:
    """For any model, service tier and token counts, to a billionth; and no price where the list has none by tokens."""
    tariff = resolve(*model, tier, NOW)
    assert (tariff is not None) == (model in BY_TOKEN)
    if tariff is not None:
        assert tariff.price(usage).usd == pytest.approx(listed_price(model, usage, tier), rel=1e-9, abs=1e-15)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MIXED) | st.sampled_from(BY_TOKEN), st.sampled_from([None, "batch"]), mixed_usages())
def test_audio_and_images_have_their_own_rates(model: tuple[str, str], tier: str | None, usage: Usage) -> None:
    """Exactly those of the list, cached or not; text is the rest."""
    cost = _resolve(model, tier).price(usage).usd
    assert cost == pytest.approx(listed_price(model, usage, tier), rel=1e-9, abs=1e-15)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(BY_TOKEN), st.sampled_from([None, "flex", "batch"]), usages())
def test_savings_are_what_the_cached_tokens_would_have_cost_more(
    model: tuple[str, str], tier: str | None, usage: Usage
) -> None:
    """At the plain rate of the same tier and size; where caching costs more, nothing was saved."""
    saved = _resolve(model, tier).price(usage).savings_usd
    dearer = listed_price(model, usage._replace(cached=0), tier) - listed_price(model, usage, tier)
    assert saved == pytest.approx(max(0.0, dearer), rel=1e-7, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(MIXED), mixed_usages())
def test_savings_of_audio_and_images(model: tuple[str, str], usage: Usage) -> None:
    """Each modality by its own rates, so that a dear cache of one does not hide the savings of another."""
    saved = _resolve(model).price(usage).savings_usd
    dearer = listed_price(model, usage._replace(cached=0)) - listed_price(model, usage)
    if usage.cache_write:  # then leaving the cache aside also moves what was written
        assert saved >= 0
    else:
        assert saved >= dearer - 1e-12 - abs(dearer) * 1e-9


@settings(max_examples=200, deadline=None)
@given(models, st.builds(Usage, *[st.integers(0, 2_000)] * 9))
def test_no_usage_costs_less_than_nothing(model: tuple[str, str], usage: Usage) -> None:
    """Parts larger than their totals, as a confused provider may report them, are cut and never raise."""
    tariff = resolve(*model, None, NOW)
    if tariff is not None:
        usd, source, savings = tariff.price(usage)
        assert usd >= 0
        assert savings >= 0
        assert source == "list"


def test_a_higher_band_is_for_all_tokens() -> None:
    """Past the border all tokens of a tiered model cost more, not only those beyond it."""
    tariff = _resolve(("google", "gemini-2.5-pro"))
    below, above = tariff.price(Usage(200_000, 0)).usd, tariff.price(Usage(200_001, 0)).usd
    assert above == pytest.approx(2 * below, rel=1e-4)


def test_spoken_answers_cost_more_than_written_ones() -> None:
    """As they do in the list."""
    tariff = _resolve(("openai", "gpt-audio"))
    assert tariff.price(Usage(10, 10, output_audio=10)).usd > tariff.price(Usage(10, 10)).usd


def test_a_request_has_its_own_price() -> None:
    """Perplexity charges for the search, whatever the length of its answer."""
    tariff = _resolve(("perplexity", "sonar"))
    nothing = tariff.price(Usage(0, 0)).usd
    assert nothing > 0
    assert tariff.price(Usage(1_000_000, 0)).usd == pytest.approx(nothing + 1)


@pytest.mark.parametrize(
    "model", [("openai", "whisper-1"), ("openai", "tts-1"), ("cerebras", "qwen-3-coder-480b"), ("openai", "moderation")]
)
def test_a_listed_model_without_a_price_by_the_token_is_unpriced(model: tuple[str, str]) -> None:
    """It is priced by the hour or character, or the list has no price for it any more: never 0 dollars."""
    assert model in MODELS
    assert resolve(*model, None, NOW) is None


def test_a_free_model_costs_nothing() -> None:
    """Its name says so."""
    assert _resolve(("openrouter", "deepseek/deepseek-r1:free")).price(Usage(1_000, 1_000)).usd == 0


@pytest.mark.parametrize(
    ("usage", "usd", "savings"),
    [
        (Usage(10, 10), 80 + 160, 0),
        (Usage(10, 10, 4, 3, 2), 24 + 4 + 30 + 128 + 64, 28),
        (Usage(10, 1, 20, 20, 20), 10 + 32, 70),
        (Usage(10, 1, 8, 8), 8 + 20 + 16, 56),
        (Usage(10, 10, input_audio=2), 64 + 128 + 160, 0),
        (Usage(10, 10, output_image=2), 80 + 128 + 1_024, 0),
        (Usage(10, 10, output_audio=20, output_image=20), 80 + 1_280, 0),
        (Usage(10, 10, input_image=20, input_audio=4), 256 + 1_536 + 160, 0),
        (Usage(10, 10, 0, 0, 10, output_audio=4), 80 + 512 + 192, 0),
        (Usage(6, 0, 6, input_audio=2, input_image=2), 2 + 160 + 64, 14 + 448),
        (Usage(6, 0, 3, 2, input_audio=2, input_image=2), 2 + 80 + 70 + 300 + 256, 14),
    ],
)
def test_parts_by_hand(usage: Usage, usd: float, savings: float) -> None:
    """Parts are cut to what is there; a cache that costs more than it saves is no negative saving."""
    tariff = Tariff("list", 0.5, (Band(0, TEXT, AUDIO, IMAGE),))
    assert tariff.price(usage) == (usd + 0.5, "list", savings)


def test_a_dear_cache_saves_nothing() -> None:
    """It is not counted against other calls' savings."""
    assert Tariff("list", 0, (Band(0, AUDIO, AUDIO, AUDIO),)).price(Usage(10, 0, 10)) == (800, "list", 0)


def test_the_highest_band_below_counts() -> None:
    """Bands begin above their border."""
    rates = [Rates(*[float(rate)] * 5) for rate in (1, 2, 3)]
    bands = tuple(Band(above, *[rate] * 3) for above, rate in zip((0, 10, 20), rates, strict=True))
    tariff = Tariff("list", 0, bands)
    assert [tariff.price(Usage(size, 0)).usd for size in (0, 10, 11, 20, 21)] == [0, 10, 22, 40, 63]
