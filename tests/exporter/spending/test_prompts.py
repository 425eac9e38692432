"""Requests, cost, tokens and scores by prompt version."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from tests.exporter.spending.readings import metrics_on

from watchspec import catalogue
from watchspec._internal.labels import caps_for, clean
from watchspec._internal.spending.prompts import MAX_CACHED, Prompts
from watchspec._internal.tally import Tally
from watchspec._internal.usage import Usage
from watchspec.testing import total

if TYPE_CHECKING:
    from collections.abc import Iterable

Call = tuple[str | None, str, str, tuple[int, int] | None, float | None]


def _prompts(registry: CollectorRegistry, limit: int = 50) -> Prompts:
    metrics = metrics_on(registry)
    return Prompts(metrics, caps_for(registry, {"prompt": limit}, {}, metrics[catalogue.LABEL_OVERFLOW])["prompt"])


def _add(prompts: Prompts, calls: Iterable[Call]) -> None:
    tally = Tally()
    for prompt, feature, outcome, tokens, cost in calls:
        prompts.add(tally, prompt, feature, outcome, None if tokens is None else Usage(*tokens), cost)
    tally.write()


def test_a_prompt_starts_with_all_its_outcomes(registry: CollectorRegistry) -> None:
    """At 0, so that the first failure of a version is an increase and its error ratio right."""
    _add(_prompts(registry), [("v1", "chat", "success", (7, 3), 0.5)])
    seen = {
        (sample.name, *sample.labels.values()): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.labels.get("prompt") == "v1" and not sample.name.endswith("_created")
    }
    expected: dict[tuple[str, ...], float] = {
        (catalogue.PROMPT_COST.name, "v1", "chat"): 0.5,
        (catalogue.PROMPT_TOKENS.name, "v1", "chat", "input"): 7.0,
        (catalogue.PROMPT_TOKENS.name, "v1", "chat", "output"): 3.0,
    }
    for outcome in catalogue.OUTCOMES:
        expected[catalogue.PROMPT_REQUESTS.name, "v1", "chat", outcome] = float(outcome == "success")
    assert seen == expected


def test_calls_without_a_prompt_are_unset(registry: CollectorRegistry) -> None:
    """Where one is counted or scored without a version; `Spending` counts only those with one."""
    prompts = _prompts(registry)
    _add(prompts, [(None, "chat", "success", None, 1.0), ("", "chat", "error", None, None)])
    prompts.score(None, "chat", "judge", 0.5)
    prompts.feedback(None, "chat", "positive")
    assert total(registry, catalogue.PROMPT_REQUESTS.name, prompt=catalogue.UNSET) == 2
    assert total(registry, f"{catalogue.PROMPT_SCORE.name}_count", prompt=catalogue.UNSET) == 1
    assert total(registry, catalogue.PROMPT_FEEDBACK.name, prompt=catalogue.UNSET) == 1


@pytest.mark.parametrize("length", [3, 5000])
def test_versions_beyond_the_cap_are_other(registry: CollectorRegistry, length: int) -> None:
    """Also where the host gives whole prompts as versions; each replacement is counted."""
    prompts = _prompts(registry, limit=3)
    _add(prompts, [(f"{number} {'x' * length}", "chat", "success", None, 1.0) for number in range(10)] * 2)
    assert total(registry, catalogue.PROMPT_COST.name) == 20
    assert total(registry, catalogue.PROMPT_COST.name, prompt=catalogue.OTHER) == 14
    assert total(registry, catalogue.LABEL_OVERFLOW.name, label="prompt") == 14


def test_what_is_cached_is_bounded(registry: CollectorRegistry) -> None:
    """Names that clean to one label, and names that are too long, are not kept without end."""
    prompts = _prompts(registry)
    names = [f"v{chr(1 + number % 31)}{chr(1 + number // 31 % 31)}{' ' * (number // 961)}" for number in range(2_000)]
    _add(prompts, [(name, "chat", "success", None, None) for name in [*names, f"v{' ' * 5000}"]])
    assert len(prompts._by_raw) == MAX_CACHED
    assert max(len(name or "") for name, _ in prompts._by_raw) < 10
    assert len(prompts._by_labels) == 1
    assert total(registry, catalogue.PROMPT_REQUESTS.name, prompt="v") == 2_001


def test_scores_come_from_any_thread(registry: CollectorRegistry) -> None:
    """All are there afterwards, by prompt, feature and evaluator."""
    prompts = _prompts(registry)

    def score() -> None:
        for number in range(300):
            prompts.score(f"v{number % 3}", "chat", "judge", 0.5)

    threads = [Thread(target=score) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(3):
        labels = {"prompt": f"v{number}", "feature": "chat", "evaluator": "judge"}
        assert total(registry, f"{catalogue.PROMPT_SCORE.name}_count", **labels) == 400
        assert total(registry, f"{catalogue.PROMPT_SCORE.name}_sum", **labels) == 200


def test_all_ratings_of_a_version_start_with_its_first(registry: CollectorRegistry) -> None:
    """So that the first thumb down is an increase, and the share of negative ones right."""
    prompts = _prompts(registry)
    for _ in range(2):
        prompts.feedback("v1", "chat", "positive")
    found = {
        sample.labels["rating"]: sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name == catalogue.PROMPT_FEEDBACK.name
    }
    assert found == {rating: 2.0 * (rating == "positive") for rating in catalogue.RATINGS}


calls = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["a", "a\n", "b", "c", "d", "__other__", ""]),
        st.sampled_from(["chat", "search"]),
        st.sampled_from(catalogue.OUTCOMES),
        st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)),
        st.none() | st.integers(0, 16).map(lambda eighths: eighths / 8),
    ),
    max_size=60,
)


@given(calls, st.integers(1, 3))
def test_everything_is_counted_once(history: list[Call], limit: int) -> None:
    """Sums over prompts are exact in every metric, and there are no more prompts than the cap, `unset` and the rest."""
    registry = CollectorRegistry()
    _add(_prompts(registry, limit), history)
    assert total(registry, catalogue.PROMPT_REQUESTS.name) == len(history)
    assert total(registry, catalogue.PROMPT_COST.name) == sum(cost or 0.0 for *_, cost in history)
    for place, kind in enumerate(catalogue.TOKEN_TYPES):
        spent = sum(tokens[place] for _, _, _, tokens, _ in history if tokens)
        assert total(registry, catalogue.PROMPT_TOKENS.name, type=kind) == spent
    for outcome in catalogue.OUTCOMES:
        ended = sum(outcome == its_own for _, _, its_own, _, _ in history)
        assert total(registry, catalogue.PROMPT_REQUESTS.name, outcome=outcome) == ended
    admitted = list(dict.fromkeys(clean(prompt or "") for prompt, *_ in history))
    named = [label for label in admitted if label not in (catalogue.UNSET, catalogue.OTHER)][:limit]
    for label in named:
        spent_here = sum(cost or 0.0 for prompt, *_, cost in history if clean(prompt or "") == label)
        assert total(registry, catalogue.PROMPT_COST.name, prompt=label) == spent_here
