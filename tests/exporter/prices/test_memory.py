"""Prices are remembered, as long as they hold and within bounds."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from genai_prices import data_snapshot
from genai_prices.types import ClauseEquals, ModelInfo, ModelPrice, Provider, StartDateConstraint
from tests.exporter.prices.price_list import DAY, NOW, PROVIDERS

from watchspec._internal.prices import NoPrices, Prices, pricing
from watchspec._internal.prices.listed import MAX_NAME, resolve
from watchspec._internal.prices.pricing import MAX_CACHED, MAX_WARNINGS
from watchspec._internal.safety import forget_logged
from watchspec._internal.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE = Usage(1, 1)


class Clock:
    """Unix seconds that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Every question to the list."""
    questions: list[tuple[Any, ...]] = []

    def count(*args: Any) -> Any:
        questions.append(args)
        return resolve(*args)

    monkeypatch.setattr(pricing, "resolve", count)
    forget_logged()
    return questions


def test_answered_model_is_tried_before_the_requested_one() -> None:
    """And the requested one if the answer's name is unknown."""
    prices = Prices(clock=lambda: NOW)

    def cost(provider: str, requested: str, answered: str | None) -> float | None:
        priced = prices.cost(provider, requested, answered, None, Usage(1_000_000, 0))
        return None if priced is None else priced.usd

    mini = cost("openai", "my-deployment", "gpt-4o-mini")
    assert mini == pytest.approx(0.15)
    assert cost("openai", "gpt-4o-mini", "no-such-name") == mini
    assert cost("openai", "gpt-4o-mini", None) == mini
    assert cost("openai", "gpt-4o", "gpt-4o-mini") == mini
    assert cost("openai", "no-such-name", "no-such-name") is None
    assert cost("no-such-provider", "gpt-4o", "gpt-4o") is None


def test_resolved_once_a_day(asked: list[tuple[Any, ...]]) -> None:
    """Prices change at midnight UTC, also for a model that was unknown yesterday."""
    clock = Clock()
    prices = Prices(clock=clock)
    for _ in range(3):
        prices.cost("openai", "gpt-4o", "gpt-4o", None, ONE)
        prices.cost("openai", "unknown", None, None, ONE)
        clock.now += 120
    assert len(asked) == 2
    clock.now += DAY
    prices.cost("openai", "gpt-4o", "gpt-4o", None, ONE)
    prices.cost("openai", "unknown", None, None, ONE)
    assert len(asked) == 4


def test_a_price_of_tomorrow_holds_from_midnight() -> None:
    """UTC, to the second."""
    dated = [
        (provider.id, model.id, price.constraint.start_date)
        for provider in PROVIDERS
        for model in provider.models
        if isinstance(model.prices, list)
        for price in model.prices
        if isinstance(price.constraint, StartDateConstraint)
    ]
    changed = 0
    for provider, model, day in dated[::20]:
        clock = Clock()
        clock.now = datetime(day.year, day.month, day.day, tzinfo=timezone.utc).timestamp() - 1
        prices = Prices(clock=clock)
        before = prices.cost(provider, model, None, None, Usage(1_000, 1_000, 500))
        clock.now += 1
        after = prices.cost(provider, model, None, None, Usage(1_000, 1_000, 500))
        tariff = resolve(provider, model, None, clock.now)
        assert after == (None if tariff is None else tariff.price(Usage(1_000, 1_000, 500)))
        changed += before != after
    assert changed


def test_price_by_the_hour(asked: list[tuple[Any, ...]]) -> None:
    """DeepSeek has had night rates: such a model is asked again every minute."""
    provider, model = next(
        (provider.id, model.id)
        for provider in PROVIDERS
        for model in provider.models
        if isinstance(model.prices, list) and any(hasattr(price.constraint, "start_time") for price in model.prices)
    )
    clock = Clock()
    prices = Prices(clock=clock)
    costs = set()
    for minute in range(24 * 60):
        clock.now = NOW // DAY * DAY + minute * 60
        costs.add(prices.cost(provider, model, None, None, Usage(1_000_000, 0)))
        prices.cost("openai", "gpt-4o", None, None, ONE)
    assert len(costs) == 2
    assert sum(args[1] == model for args in asked) == 24 * 60
    assert sum(args[1] == "gpt-4o" for args in asked) == 1


def test_memory_is_bounded() -> None:
    """Answered models are the provider's words and may be many."""
    prices = Prices(clock=lambda: NOW)
    prices.cost("openai", "gpt-4o", None, None, ONE)
    for number in range(MAX_CACHED + 5):
        prices._tariffs["openai", str(number), None, None] = False
        prices._known["openai", str(number)] = False
    prices.cost("openai", "gpt-4o-mini", None, None, ONE)
    prices.knows("openai", "gpt-4o-mini")
    assert len(prices._tariffs) == len(prices._known) == 1


def test_the_lists_own_memory_does_not_grow() -> None:
    """Its search would remember every name that it is asked for."""
    snapshot = data_snapshot.get_snapshot()

    def remembered() -> int:
        return len(snapshot._lookup_cache) + len(snapshot._provider_cache) + len(snapshot._provider_misses)

    before = remembered()
    prices = Prices(clock=lambda: NOW)
    for number in range(50):
        prices.cost("openai", f"gpt-4o-mine-{number}", f"unknown-{number}", None, ONE)
        prices.knows(f"nobody-{number}", "gpt-4o")
    assert remembered() == before


def test_endless_names_are_neither_looked_up_nor_remembered() -> None:
    """A name of a megabyte is no model."""
    prices = Prices(clock=lambda: NOW)
    assert prices.knows("anthropic", "claude-2-x")
    prices._known.clear()
    name = "claude-2-" + "x" * MAX_NAME
    assert prices.cost("anthropic", name, None, None, ONE) is None
    assert not prices.knows("anthropic", name)
    assert not prices._tariffs
    assert not prices._known


@pytest.fixture
def own_list() -> Iterator[data_snapshot.DataSnapshot]:
    """A list that the host has installed, with one model at a dollar a million tokens."""
    model = ModelInfo("mine", ClauseEquals("mine"), prices=ModelPrice(input_mtok=Decimal(1), output_mtok=Decimal(1)))
    provider = Provider("openai", "Mine", "none", models=[model])
    yield data_snapshot.DataSnapshot([provider], from_auto_update=False)
    data_snapshot.set_custom_snapshot(None)


def test_another_list_is_used_within_a_minute(own_list: data_snapshot.DataSnapshot) -> None:
    """The host may install one at any time."""
    clock = Clock()
    prices = Prices(clock=clock)
    assert prices.cost("openai", "mine", None, None, ONE) is None
    assert not prices.knows("openai", "mine")
    data_snapshot.set_custom_snapshot(own_list)
    clock.now += 60
    priced = prices.cost("openai", "mine", None, None, Usage(1_000_000, 0))
    assert priced is not None
    assert priced.usd == pytest.approx(1)
    assert prices.knows("openai", "mine")
    assert not prices.knows("openai", "gpt-4o")


def test_a_price_by_the_request_is_a_price(own_list: data_snapshot.DataSnapshot) -> None:
    """Without one by the token, too."""
    own_list.providers[0].models[0].prices = ModelPrice(requests_kcount=Decimal(5))
    data_snapshot.set_custom_snapshot(own_list)
    assert Prices(clock=lambda: NOW).cost("openai", "mine", None, None, ONE) == (0.005, "list", 0.0)


def test_an_entry_that_the_list_itself_refuses_is_unpriced(
    own_list: data_snapshot.DataSnapshot, caplog: pytest.LogCaptureFixture
) -> None:
    """A price for cached and for audio input needs one for cached audio; the host's list may lack it."""
    forget_logged()
    wrong = {"input_mtok": 1, "cache_read_mtok": 1, "input_audio_mtok": 1}
    own_list.providers[0].models[0].prices = ModelPrice(**{key: Decimal(usd) for key, usd in wrong.items()})
    data_snapshot.set_custom_snapshot(own_list)
    assert Prices(clock=lambda: NOW).cost("openai", "mine", None, None, ONE) is None
    assert "the price list's entry 'mine' is not usable (ValueError)" in caplog.messages


def test_one_warning_for_each_unpriced_model(caplog: pytest.LogCaptureFixture) -> None:
    """However many calls it gets, and it quotes no more than the beginning."""
    forget_logged()
    prices = Prices(clock=lambda: NOW)
    for _ in range(3):
        for name in ("unknown", "other", "x" * 1_000):
            prices.cost("openai", name, None, None, ONE)
    assert len(caplog.messages) == 3
    assert all("count as unpriced" in line and len(line) < 200 for line in caplog.messages)


def test_warnings_are_bounded(caplog: pytest.LogCaptureFixture) -> None:
    """A service that passes its users' model names on does not fill the log."""
    forget_logged()
    prices = Prices(clock=lambda: NOW)
    for number in range(MAX_WARNINGS + 100):
        prices.cost("openai", f"unknown-{number}", None, None, ONE)
    assert len(caplog.messages) == len(prices._warned) == MAX_WARNINGS


def test_switched_off() -> None:
    """`instrument(prices=False)`."""
    assert NoPrices().cost("openai", "gpt-4o", None, None, ONE) is None
