"""The exporter's reading of `exporter.json`: lenient, total, and telling."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec import catalogue
from watchspec._internal.config import (
    DEFAULT_BUCKETS,
    DEFAULT_CAPS,
    PRICE_KEYS,
    Config,
    Model,
    Price,
    Sampling,
    load,
    parse,
)

if TYPE_CHECKING:
    from pathlib import Path

NAME = catalogue.DURATION.name
INPUT, OUTPUT, CACHED, WRITTEN, REASONING, REQUEST = PRICE_KEYS.values()
WHOLE: dict[str, Any] = {
    "version": 1,
    "service": "checkout",
    "models": [
        {"name": "gpt-4o", "provider": "openai", "operations": ["chat", "responses"]},
        {"name": "local"},
        {"name": "gpt-4o-eu", "price_as": "gpt-4o"},
        {"name": "plain", "price": {INPUT: 2, OUTPUT: 8}},
        {
            "name": "rich",
            "price": {INPUT: 2, OUTPUT: 8, CACHED: 0.5, WRITTEN: 2.5, REASONING: 9, REQUEST: 0.01},
        },
    ],
    "features": ["a", "b", "a"],
    "buckets": {NAME: [1, 2.5]},
    "caps": {"model": 3, "user": 5},
    "sampling": {"rate": 0.5, "slow_seconds": 2, "expensive_usd": 1, "new_user_calls": 0},
    "sessions": {"idle_seconds": 60},
}


def test_whole_document() -> None:
    """Each part arrives, with defaults for what is left out."""
    config = parse(WHOLE)
    assert config.problems == ()
    assert config.service == "checkout"
    assert config.models == (
        Model("gpt-4o", "openai", ("chat", "responses")),
        Model("local", None, ("chat",)),
        Model("gpt-4o-eu", price_as="gpt-4o"),
        Model("plain", price=Price(2, 8, cached_input=2, cache_write_input=2, reasoning=8, request=0)),
        Model("rich", price=Price(2, 8, cached_input=0.5, cache_write_input=2.5, reasoning=9, request=0.01)),
    )
    assert config.features == ("a", "b")
    assert config.buckets == {**DEFAULT_BUCKETS, NAME: (1.0, 2.5)}
    assert config.caps == {**DEFAULT_CAPS, "model": 3, "user": 5}
    assert config.sampling == Sampling(rate=0.5, slow_seconds=2, expensive_usd=1, new_user_calls=0)
    assert config.session_idle_seconds == 60


def test_file_mapping_and_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sources, one result; without any the defaults."""
    path = tmp_path / "exporter.json"
    path.write_text(json.dumps(WHOLE))
    assert load(path) == load(str(path)) == load(WHOLE) == parse(WHOLE)
    monkeypatch.delenv("WATCHSPEC_CONFIG", raising=False)
    assert load(None) == Config()
    monkeypatch.setenv("WATCHSPEC_CONFIG", str(path))
    assert load(None) == parse(WHOLE)
    monkeypatch.setenv("WATCHSPEC_CONFIG", "")
    assert load(None) == Config()


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", None])
def test_unreadable_file(tmp_path: Path, content: bytes | None) -> None:
    """Defaults, and the reason."""
    path = tmp_path / "exporter.json"
    if content is not None:
        path.write_bytes(content)
    config = load(path)
    assert (config.models, config.buckets) == ((), DEFAULT_BUCKETS)
    assert "configuration not read" in config.problems[0]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], "configuration must be an object, not list"),
        ({"version": 2}, "version 2 is unknown; read as version 1"),
        ({"modles": [], "x": 1}, "unknown keys ignored: modles, x"),
        ({"service": 3}, "service must be a string"),
        ({"models": {}}, "models must be a list"),
        ({"models": "gpt"}, "models must be a list"),
        ({"models": [{"provider": "x"}]}, "models[0] must be an object with a name"),
        ({"models": ["gpt-4o"]}, "models[0] must be an object with a name"),
        ({"models": [{"name": "m", "color": "red"}]}, "unknown keys ignored in models[0]: color"),
        ({"models": [{"name": "m", "price_as": 3}]}, "models[0].price_as must be a string"),
        ({"models": [{"name": "m", "provider": 3}]}, "models[0].provider must be a string"),
        ({"models": [{"name": "m", "operations": ["chat", "fly"]}]}, "models[0].operations: unknown fly"),
        ({"models": [{"name": "m", "operations": "chat"}]}, "models[0].operations must be a list of strings"),
        ({"features": "abc"}, "features must be a list of strings"),
        ({"features": [1]}, "features must be a list of strings"),
        ({"buckets": []}, "buckets must be an object"),
        ({"buckets": {"nothing": [1]}}, "buckets.nothing is no histogram of ours"),
        ({"buckets": {NAME: [2, 1]}}, f"buckets.{NAME} must be ascending finite numbers"),
        ({"buckets": {NAME: []}}, f"buckets.{NAME} must be ascending finite numbers"),
        ({"buckets": {NAME: [1, "2"]}}, f"buckets.{NAME} must be ascending finite numbers"),
        ({"buckets": {NAME: [1, 10**400]}}, f"buckets.{NAME} must be ascending finite numbers"),
        ({"buckets": {NAME: [1, float("inf")]}}, f"buckets.{NAME} must be ascending finite numbers"),
        ({"caps": 3}, "caps must be an object"),
        ({"caps": {"model": 0}}, "caps.model must be a whole number of 1 or more"),
        ({"caps": {"user": True}}, "caps.user must be a whole number of 1 or more"),
        ({"caps": {"team": 5}}, "unknown keys ignored in caps: team"),
        ({"sampling": [1]}, "sampling must be an object"),
        ({"sampling": {"rate": 1.5}}, "sampling.rate must be a number from 0 to 1"),
        ({"sampling": {"rate": True}}, "sampling.rate must be a number from 0 to 1"),
        ({"sampling": {"slow_seconds": "5s"}}, "sampling.slow_seconds must be a number of 0 or more"),
        ({"sampling": {"slow_seconds": 10**400}}, "sampling.slow_seconds must be a number of 0 or more"),
        ({"sampling": {"expensive_usd": -1}}, "sampling.expensive_usd must be a number of 0 or more"),
        ({"sampling": {"new_user_calls": 1.5}}, "sampling.new_user_calls must be a whole number of 0 or more"),
        ({"sampling": {"share": 1}}, "unknown keys ignored in sampling: share"),
        ({"sessions": {"idle_seconds": -1}}, "sessions.idle_seconds must be a number of 0 or more"),
        ({"sessions": {"idle": 1}}, "unknown keys ignored in sessions: idle"),
    ],
)
def test_problem_is_told_and_the_default_used(document: Any, problem: str) -> None:
    """One problem, one message, and the rest of the document holds."""
    config = parse(document)
    assert config.problems == (problem,)
    assert config.buckets == DEFAULT_BUCKETS
    assert config.caps == DEFAULT_CAPS
    assert (config.sampling, config.session_idle_seconds) == (Sampling(), 1800)


@pytest.mark.parametrize(
    ("price", "problem"),
    [
        (3, "models[0].price must be an object"),
        ({INPUT: 1}, f"models[0].price.{OUTPUT} is missing"),
        ({OUTPUT: 1}, f"models[0].price.{INPUT} is missing"),
        ({INPUT: -1, OUTPUT: 1}, f"models[0].price.{INPUT} must be a number of 0 or more"),
        ({INPUT: 1, OUTPUT: 1, CACHED: "1"}, f"models[0].price.{CACHED} must be a number of 0 or more"),
        ({INPUT: 1, OUTPUT: 1, "input": 1}, "unknown keys ignored in models[0].price: input"),
    ],
)
def test_a_price_that_is_wrong_in_part_is_no_price(price: Any, problem: str) -> None:
    """Calls that count as unpriced are noticed; a wrong cost is not."""
    config = parse({"models": [{"name": "m", "price": price}]})
    assert config.models == (Model("m"),)
    assert problem in config.problems


def test_own_price_wins_over_a_name_in_the_price_list() -> None:
    """Both can't hold, and the nearer one does."""
    config = parse({"models": [{"name": "m", "price": {INPUT: 1, OUTPUT: 1}, "price_as": "n"}]})
    assert config.models == (Model("m", price=Price(1, 1, 1, 1, 1, 0)),)
    assert config.problems == ("models[0].price_as is not used, since price is given too",)


def test_every_field_of_a_price_has_a_key() -> None:
    """Keys and fields are the same ones."""
    assert tuple(PRICE_KEYS) == Price._fields


def test_a_document_too_deep_to_read(tmp_path: Path) -> None:
    """Python gives up before JSON does."""
    path = tmp_path / "exporter.json"
    path.write_text("[" * 100_000)
    assert "configuration not read (RecursionError)" in load(path).problems[0]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["version", "service", "models", "features", "buckets", "caps", "sampling", "sessions"])
INNER = st.sampled_from([*DEFAULT_CAPS, NAME, "rate", "slow_seconds", "new_user_calls", "idle_seconds"])
MODELS = st.sampled_from(["name", "provider", "operations", "price", "price_as", *PRICE_KEYS.values()])


@given(anything | st.dictionaries(KEYS, anything | st.dictionaries(INNER, anything)))
def test_no_document_raises(document: Any) -> None:
    """Any JSON gives a configuration that can be used."""
    config = parse(document)
    assert set(config.buckets) == set(DEFAULT_BUCKETS)
    assert all(limit > 0 for limit in config.caps.values())
    assert 0 <= config.sampling.rate <= 1
    assert config.session_idle_seconds >= 0


@given(st.dictionaries(MODELS, anything | st.dictionaries(MODELS, anything)))
def test_no_model_raises(written: dict[str, Any]) -> None:
    """Whatever is said of a model, a price has no negative part."""
    for model in parse({"models": [{"name": "m", **written}]}).models:
        assert model.price is None or min(model.price) >= 0
        assert model.price is None or model.price_as is None
