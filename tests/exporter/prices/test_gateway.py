"""What gateways tell of a call's cost, and what they don't."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types import CompletionUsage
from tests.exporter.prices.price_list import NOW

from watchspec._internal.prices import NoPrices, Prices, body_cost, gateway_cost, reported_cost
from watchspec._internal.usage import Usage

LITELLM = {"x-litellm-call-id": "8e2c", "x-litellm-version": "1.91.0"}


def _usage(**more: Any) -> CompletionUsage:
    return CompletionUsage.model_validate({"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2, **more})


@pytest.mark.parametrize("name", ["x-litellm-response-cost", "X-LiteLLM-Response-Cost"])
def test_litellm_tells_in_a_header(name: str) -> None:
    """In any case, as httpx keeps it and as a mapping."""
    headers = {"content-type": "application/json", name: "0.0009884999999999998"}
    assert gateway_cost(httpx2.Headers(headers)) == 0.0009884999999999998
    assert gateway_cost(headers) == 0.0009884999999999998


def test_the_first_cost_of_several_counts() -> None:
    """A proxy in front of a proxy may add what it does not know."""
    headers = [
        ("x-litellm-response-cost", "0.5"),
        ("x-litellm-response-cost", "None"),
        ("x-litellm-response-cost", "1"),
    ]
    assert gateway_cost(httpx2.Headers(headers)) == 0.5


@pytest.mark.parametrize("text", ["", "None", "nan", "NaN", "inf", "-inf", "-0.01", "free", "1,5", "1e9", "0.1 USD"])
def test_what_is_no_cost_is_ignored(text: str) -> None:
    """One NaN would stay in the counter for good."""
    assert gateway_cost({"x-litellm-response-cost": text}) is None


@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_raises(text: str) -> None:
    """Whatever a server sends."""
    told = gateway_cost(httpx2.Headers([(b"x-litellm-response-cost", text.encode("latin-1"))]))
    assert told is None or 0 <= told <= 1_000_000


@pytest.mark.parametrize("headers", [None, {}, httpx2.Headers(), {"x-other-cost": "1"}, SimpleNamespace(raw=None)])
def test_no_gateway(headers: Any) -> None:
    """Most answers come from the provider itself."""
    assert gateway_cost(headers) is None
    assert reported_cost("openai", headers, _usage(cost=1)) is None


def test_litellms_zero_is_believed_of_a_cache_hit_alone() -> None:
    """It says 0 of models whose price it does not know, too, and those must not look free."""
    assert gateway_cost({**LITELLM, "x-litellm-response-cost": "0.0"}) is None
    assert gateway_cost({**LITELLM, "x-litellm-response-cost": "0.0", "x-litellm-cache-key": "ab12"}) == 0
    assert gateway_cost({**LITELLM, "x-litellm-cache-key": "ab12"}) == 0


@pytest.mark.parametrize(
    ("name", "value", "cost"),
    [
        ("cf-aig-cache-status", "HIT", 0.0),
        ("cf-aig-cache-status", "MISS", None),
        ("x-portkey-cache-status", "HIT", 0.0),
        ("x-portkey-cache-status", "SEMANTIC HIT", 0.0),
        ("x-portkey-cache-status", "SEMANTIC MISS", None),
        ("x-portkey-cache-status", "DISABLED", None),
        ("Helicone-Cache", " hit", 0.0),
        ("Helicone-Cache", "MISS", None),
        ("cf-cache-status", "HIT", None),
    ],
)
def test_an_answer_from_the_gateways_cache_costs_nothing(name: str, value: str, cost: float | None) -> None:
    """It repeats the token counts of the call that was billed."""
    assert gateway_cost(httpx2.Headers({name: value})) == cost


def test_litellm_tells_a_streams_cost_in_its_usage() -> None:
    """Headers leave before the cost is known."""
    assert reported_cost("openai", LITELLM, _usage(cost=0.25)) == 0.25
    assert reported_cost("openai", LITELLM, _usage(cost=0)) is None
    assert reported_cost("openai", LITELLM, _usage()) is None
    assert reported_cost("openai", LITELLM, None) is None
    assert reported_cost("openai", {**LITELLM, "x-litellm-response-cost": "0.5"}, _usage(cost=0.25)) == 0.5


def test_openrouter_tells_in_its_usage() -> None:
    """As an object of the client and as a mapping; 0 is real, as some models are free."""
    assert body_cost("openrouter", _usage(cost=0.0123)) == 0.0123
    assert body_cost("openrouter", {"cost": 0}) == 0
    assert body_cost("openrouter", _usage()) is None
    assert body_cost("openrouter", None) is None
    assert reported_cost("openrouter", {}, _usage(cost=0.0123)) == 0.0123


def test_nobody_else_is_believed() -> None:
    """Other providers' `cost` may be in another unit, or an object."""
    assert body_cost("openai", _usage(cost=1)) is None
    assert body_cost("perplexity", _usage(cost={"total_cost": 1})) is None


def test_a_key_of_ones_own_is_billed_by_the_provider() -> None:
    """OpenRouter's own cost is its fee then, often 0."""
    usage = _usage(cost=0.001, is_byok=True, cost_details={"upstream_inference_cost": 0.02})
    assert body_cost("openrouter", usage) == pytest.approx(0.021)
    assert body_cost("openrouter", _usage(cost=0, is_byok=True, cost_details={})) is None
    assert body_cost("openrouter", _usage(cost=0, is_byok=True)) is None
    assert body_cost("openrouter", _usage(cost=1, is_byok=False, cost_details={"upstream_inference_cost": 1})) == 1


@pytest.mark.parametrize("cost", [None, "None", float("nan"), -1, True, {"usd": 1}, [1], 10**400])
def test_a_body_may_say_anything(cost: Any) -> None:
    """What is no amount of money is ignored."""
    assert body_cost("openrouter", {"cost": cost}) is None


def test_a_reported_cost_wins_and_keeps_the_savings() -> None:
    """The gateway knows what was paid; the list knows what the provider's prompt cache saved."""
    prices = Prices(clock=lambda: NOW)
    usage = Usage(1_000, 10, 800)
    listed = prices.cost("openai", "gpt-4o", None, None, usage)
    assert listed is not None
    assert listed.savings_usd > 0
    told = prices.reported(0.5, "openai", "gpt-4o", None, None, usage)
    assert told == (0.5, "gateway", listed.savings_usd)
    assert prices.reported(0.5, "openai", "unknown", None, None, usage) == (0.5, "gateway", 0.0)
    assert prices.reported(0.5, "openai", "gpt-4o", None, None, None) == (0.5, "gateway", 0.0)
    assert prices.reported(0.0, "openai", "gpt-4o", None, None, usage) == (0.0, "gateway", 0.0)


def test_a_reported_cost_is_no_unpriced_call(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is warned of a model that only the gateway can price, until it doesn't."""
    prices = Prices(clock=lambda: NOW)
    prices.reported(0.5, "openai", "gateway-only", None, None, Usage(10, 10, 5))
    assert not caplog.messages
    assert prices.cost("openai", "gateway-only", None, None, Usage(10, 10)) is None
    assert len(caplog.messages) == 1


def test_switched_off() -> None:
    """`instrument(prices=False)` counts no cost, whoever tells it."""
    assert NoPrices().reported(0.5, "openai", "gpt-4o", None, None, Usage(1, 1)) is None
