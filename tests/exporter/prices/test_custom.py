"""Prices and aliases of the spec come before the list's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exporter.prices.price_list import NOW, usages

from watchspec._internal.prices import CustomPrice, Prices
from watchspec._internal.safety import forget_logged
from watchspec._internal.usage import Usage

if TYPE_CHECKING:
    from watchspec._internal.prices import Priced

MILLION = Usage(1_000_000, 1_000_000)


@dataclass(frozen=True)
class Model:
    """As config.Model will be, as far as prices go."""

    name: str
    provider: str | None = None
    price: CustomPrice | None = None
    price_as: str | None = None


def _cost(
    models: list[Model], requested: str, answered: str | None = None, tier: str | None = None, provider: str = "openai"
) -> Priced | None:
    return Prices(models, lambda: NOW).cost(provider, requested, answered, tier, MILLION)


def test_a_price_of_ones_own_wins_over_the_list() -> None:
    """Whatever model answered, and in whatever tier."""
    mine = [Model("gpt-4o", price=CustomPrice(input=1, output=2))]
    for tier in (None, "batch", "priority"):
        assert _cost(mine, "gpt-4o", "gpt-4o-2024-08-06", tier) == (3.0, "custom", 0.0)


def test_a_price_holds_for_the_answered_model_too() -> None:
    """And the requested one's comes first."""
    mine = [Model("asked", price=CustomPrice(input=1, output=0)), Model("told", price=CustomPrice(input=2, output=0))]
    assert _cost(mine, "gpt-4o", "told") == (2.0, "custom", 0.0)
    assert _cost(mine, "asked", "told") == (1.0, "custom", 0.0)
    assert _cost(mine, "told", "gpt-4o") == (2.0, "custom", 0.0)


def test_parts_cost_what_their_total_costs_unless_priced() -> None:
    """Cached and written input as input, reasoning as output, audio and images as text."""
    usage = Usage(100, 100, 20, 30, 40, 10, 10, 10, 10)
    plain = CustomPrice(input=1e6, output=2e6).tariff().price(usage)
    assert plain == (100 + 200, "custom", 0.0)
    each = CustomPrice(
        input=1e6, output=2e6, cached_input=0.25e6, cache_write_input=1.5e6, reasoning=3e6, request=1000.0
    )
    assert each.tariff().price(usage) == (1000 + 50 + 5 + 45 + 120 + 120, "custom", 15.0)


@given(usages(), *[st.floats(0, 1_000)] * 2)
def test_a_price_by_the_million_is_exact(usage: Usage, given_usd: float, made_usd: float) -> None:
    """Tokens times the price, over a million."""
    usd = CustomPrice(input=given_usd, output=made_usd).tariff().price(usage).usd
    assert usd == pytest.approx((usage.input * given_usd + usage.output * made_usd) / 1e6)


def test_free_is_a_price() -> None:
    """A model of one's own may cost nothing, and then it is not unpriced."""
    assert _cost([Model("mine", price=CustomPrice(input=0, output=0))], "mine") == (0.0, "custom", 0.0)


def test_a_deployment_is_priced_as_its_model() -> None:
    """An Azure deployment has a name of its own, and so may its answers."""
    mine = [Model("my-deployment", "azure", price_as="gpt-4o")]
    known = _cost([], "gpt-4o", provider="azure")
    assert known is not None
    assert known.source == "list"
    for requested, answered in (
        ("my-deployment", "my-deployment"),
        ("my-deployment", None),
        ("gpt-x", "my-deployment"),
    ):
        assert _cost(mine, requested, answered, provider="azure") == known
    assert _cost([], "my-deployment", provider="azure") is None


def test_an_alias_wins_over_the_answered_model() -> None:
    """The spec's author knows better than the list's search."""
    mini = _cost([], "gpt-4o-mini")
    assert _cost([Model("gpt-4o", price_as="gpt-4o-mini")], "gpt-4o", "gpt-4o-2024-08-06") == mini


def test_an_alias_keeps_the_tier() -> None:
    """A deployment in a batch is billed as one."""
    mine = [Model("mine", "openai", price_as="gpt-5")]
    assert _cost(mine, "mine", tier="batch") == _cost([], "gpt-5", tier="batch")


@pytest.mark.parametrize("alias", ["claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", "Claude-Sonnet-4-5"])
def test_an_alias_is_found_wherever_it_is_listed(alias: str) -> None:
    """A gateway of one's own sells models of others: by their own name, or with the maker's before it."""
    known = _cost([], "claude-sonnet-4-5", provider="anthropic")
    assert known is not None
    assert _cost([Model("mine", "my-gateway", price_as=alias)], "mine", provider="my-gateway") == known


def test_an_alias_is_priced_where_the_model_is_sold() -> None:
    """The same open model costs more at one provider than at another."""
    mine = [Model("mine", "groq", price_as="openai/gpt-oss-120b")]
    known = _cost([], "openai/gpt-oss-120b", provider="groq")
    assert _cost(mine, "mine", provider="groq") == known
    elsewhere = _cost([Model("mine", "my-gateway", price_as="openai/gpt-oss-120b")], "mine", provider="my-gateway")
    assert elsewhere is not None
    assert elsewhere != known


def test_an_alias_that_leads_nowhere_changes_nothing() -> None:
    """The list is asked for the model itself then."""
    assert _cost([Model("gpt-4o", price_as="no-such-model")], "gpt-4o") == _cost([], "gpt-4o")
    assert _cost([Model("mine", price_as="no-such-model")], "mine") is None


def test_an_alias_of_a_priced_model_takes_its_price() -> None:
    """Several deployments share one negotiated price."""
    models = [Model("a", price_as="b"), Model("b", price=CustomPrice(input=1, output=0))]
    assert _cost(models, "a") == (1.0, "custom", 0.0)
    models[0] = Model("a", price=CustomPrice(input=2, output=0), price_as="b")
    assert _cost(models, "a") == (2.0, "custom", 0.0)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1.0])
def test_a_price_that_is_none_is_not_used(wrong: float, caplog: pytest.LogCaptureFixture) -> None:
    """One NaN would stay in the counter for good; it is logged instead."""
    forget_logged()
    assert _cost([Model("mine", price=CustomPrice(input=wrong, output=1))], "mine") is None
    assert any("the price of model 'mine' is not usable" in line for line in caplog.messages)


def test_models_without_prices_are_as_if_there_were_none() -> None:
    """Most models of a spec name no price; some have not even the attributes."""

    @dataclass
    class Bare:
        name: str

    assert Prices([Bare("gpt-4o")], lambda: NOW).cost("openai", "gpt-4o", None, None, MILLION) == _cost([], "gpt-4o")
