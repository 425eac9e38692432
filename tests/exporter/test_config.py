"""The exporter's reading of `exporter.json`: lenient, total, and telling."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec import catalogue
from watchspec._internal.config import DEFAULT_BUCKETS, DEFAULT_CAPS, Config, Model, load, parse

if TYPE_CHECKING:
    from pathlib import Path

NAME = catalogue.DURATION.name
WHOLE: dict[str, Any] = {
    "version": 1,
    "service": "checkout",
    "models": [{"name": "gpt-4o", "provider": "openai", "operations": ["chat"]}, {"name": "local"}],
    "features": ["a", "b", "a"],
    "buckets": {NAME: [1, 2.5]},
    "caps": {"model": 3},
}


def test_whole_document() -> None:
    """Each part arrives, with defaults for what is left out."""
    config = parse(WHOLE)
    assert config.problems == ()
    assert config.service == "checkout"
    assert config.models == (Model("gpt-4o", "openai", ("chat",)), Model("local", None, ("chat",)))
    assert config.features == ("a", "b")
    assert config.buckets == {**DEFAULT_BUCKETS, NAME: (1.0, 2.5)}
    assert config.caps == {**DEFAULT_CAPS, "model": 3}


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
        ({"buckets": {NAME: [1, float("inf")]}}, f"buckets.{NAME} must be ascending finite numbers"),
        ({"caps": 3}, "caps must be an object"),
        ({"caps": {"model": 0}}, "caps.model must be a positive integer for one of evaluator, feature, model, step"),
        ({"caps": {"user": 5}}, "caps.user must be a positive integer for one of evaluator, feature, model, step"),
    ],
)
def test_problem_is_told_and_the_default_used(document: Any, problem: str) -> None:
    """One problem, one message, and the rest of the document holds."""
    config = parse(document)
    assert config.problems == (problem,)
    assert config.buckets == DEFAULT_BUCKETS
    assert config.caps == DEFAULT_CAPS


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["version", "service", "models", "features", "buckets", "caps"])


@given(anything | st.dictionaries(KEYS, anything))
def test_no_document_raises(document: Any) -> None:
    """Any JSON gives a configuration that can be used."""
    config = parse(document)
    assert set(config.buckets) == set(DEFAULT_BUCKETS)
    assert all(limit > 0 for limit in config.caps.values())
