"""Which models the list and the spec know."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

from genai_prices import data_snapshot
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exporter.prices.price_list import MODELS, NOW, PROVIDERS

from watchspec._internal.prices import NoPrices, Prices, listed, pricing

if TYPE_CHECKING:
    import pytest


@dataclass
class Model:
    """A declared model."""

    name: str


def _boom(*_: object) -> None:
    raise RuntimeError("injected")


def test_known_and_unknown() -> None:
    """Before any call was priced, by the list's own idea of a name."""
    prices = Prices([Model("mine")], lambda: NOW)
    for provider, model in (("openai", "gpt-4o"), ("openai", "GPT-4o-2024-08-06"), ("azure", "gpt-4o")):
        assert prices.knows(provider, model)
    for provider, model in (
        ("openai", "gtp-4o"),
        ("openai", ""),
        ("nobody", "gpt-4o"),
        ("openai", "claude-sonnet-4-5"),
    ):
        assert not prices.knows(provider, model)
    assert prices.knows("nobody", "mine")


def test_a_model_without_a_price_is_known_all_the_same() -> None:
    """Whisper is priced by the hour: it has a label of its own, and no cost."""
    assert Prices(clock=lambda: NOW).knows("openai", "whisper-1")


def test_repeated_questions_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list's search takes 300 us for a name that it does not have."""
    prices = Prices(clock=lambda: NOW)
    assert prices.knows("openai", "gpt-4o")
    assert not prices.knows("openai", "unknown")
    monkeypatch.setattr(pricing, "find", _boom)
    assert prices.knows("openai", "gpt-4o")
    assert not prices.knows("openai", "unknown")


def test_without_a_list_every_model_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can tell names apart then, whether prices are off or missing or the list fails."""
    assert NoPrices().knows("openai", "unknown")
    monkeypatch.setattr(pricing, "find", _boom)
    assert Prices().knows("openai", "unknown")
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    monkeypatch.setattr(listed.search, "is_vain", False)
    assert Prices().knows("openai", "unknown")


def test_asked_by_many_threads() -> None:
    """Requests ask while prices are forgotten and found again."""
    now = NOW
    prices = Prices(clock=lambda: now)
    wrong: list[bool] = []

    def ask() -> None:
        for number in range(300):
            wrong.append(prices.knows("openai", f"unknown-{number % 40}") or not prices.knows("openai", "gpt-4o"))  # noqa: PERF401 - as calls come

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        now += 90_000
        prices.data()
    for thread in threads:
        thread.join()
    assert len(wrong) == 1_200
    assert not any(wrong)


names = st.sampled_from([model for _, model in MODELS]) | st.sampled_from(["gpt-5.2-20251211", "unknown", "llama", ""])
homes = st.sampled_from([provider.id for provider in PROVIDERS]) | st.sampled_from(
    ["litellm", "LiteLLM", "OpenAI", "bedrock", "nobody", " azure "]
)


@settings(max_examples=300, deadline=None)
@given(homes, names, st.booleans())
def test_models_are_found_as_the_list_finds_them(provider: str, name: str, prefixed: bool) -> None:
    """With any provider, and by LiteLLM's names; only without its endless memory."""
    name = f"Groq/{name.upper()}" if prefixed else name
    snapshot = data_snapshot.DataSnapshot(PROVIDERS, from_auto_update=False)
    found = listed.find(provider, name)
    try:
        theirs = snapshot.find_provider_model(name, None, provider, None)
    except LookupError:
        assert found is None
    else:
        assert found is not None
        assert found[0] is theirs[0]
        assert found[1] is theirs[1]
