"""Service tiers and batches cost what the list says of them."""

from __future__ import annotations

import pytest
from genai_prices.types import ModelPrice
from tests.exporter.prices.price_list import AT, NOW, PROVIDERS, VARIED

from watchspec._internal.prices import Prices
from watchspec._internal.prices.listed import context_of
from watchspec._internal.usage import Usage

USAGE = Usage(1_000, 1_000)


def _cost(provider: str, model: str, tier: str | None) -> float:
    priced = Prices(clock=lambda: NOW).cost(provider, model, None, tier, USAGE)
    assert priced is not None
    return priced.usd


@pytest.mark.parametrize("tier", ["", "auto", "default", "standard", "Default", "scale", "no-such-tier"])
def test_the_plain_price(tier: str) -> None:
    """Of the tiers that mean none, and of those that the list does not know."""
    assert _cost("openai", "gpt-5", tier) == _cost("openai", "gpt-5", None)


@pytest.mark.parametrize("tier", [None, "", "auto", "default", "standard", "STANDARD"])
def test_tiers_that_mean_none(tier: str | None) -> None:
    """Whatever a later list may say of them."""
    assert context_of(tier) is None


def test_flex_and_batch_are_half_price_and_priority_is_double() -> None:
    """So the list says of gpt-5."""
    plain = _cost("openai", "gpt-5", None)
    assert _cost("openai", "gpt-5", "flex") == pytest.approx(plain / 2)
    assert _cost("openai", "gpt-5", "batch") == pytest.approx(plain / 2)
    assert _cost("openai", "gpt-5", "priority") == pytest.approx(plain * 2)


def test_tiers_of_a_lent_model_are_not_its_lenders() -> None:
    """Azure's prices come from OpenAI's entries, but OpenAI's tiers do not hold there."""
    assert _cost("azure", "gpt-5", "priority") == _cost("azure", "gpt-5", None) == _cost("openai", "gpt-5", None)


def test_every_tier_of_the_list_can_be_asked_for() -> None:
    """A tier or way of processing in the list that no response's tier leads to would never be used."""
    asked = [dict(context_of(tier) or {}) for tier in ("default", "flex", "priority", "fast", "batch")]
    variants = [
        variant.when
        for provider in PROVIDERS
        for model in provider.models
        for variant in model.price_variants or ()
        if set(variant.when) <= {"service_tier", "processing"}
    ]
    assert {"processing": "batch"} in variants
    assert all(when in asked or when == {"service_tier": "default"} for when in variants)


def test_the_tier_called_default_is_the_plain_price_in_the_list_too() -> None:
    """So that leaving it out changes nothing."""
    for provider in PROVIDERS:
        for model in provider.models:
            if (provider.id, model.id) in VARIED:
                assert model.get_prices(AT, {"service_tier": "default"}) == model.get_prices(AT)
                assert isinstance(model.get_prices(AT), ModelPrice)
