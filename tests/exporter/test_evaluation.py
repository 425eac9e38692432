"""Scores, verdicts and feedback follow the latest call."""

from __future__ import annotations

import contextvars
from typing import TYPE_CHECKING, Any

import openai
import pytest

import watchspec
from watchspec import catalogue
from watchspec._internal import evaluation

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exporter.conftest import Meter

    from watchspec.testing import LoopbackProvider


@pytest.fixture
def call(provider: LoopbackProvider, meter: Meter) -> Callable[[str, str], None]:
    """Makes a call in the running context, as a service does before it scores the answer."""

    def make(feature: str, model: str) -> None:
        with openai.OpenAI(base_url=provider.url, api_key="none") as client, watchspec.context(feature=feature):
            client.chat.completions.create(model=model, messages=[])
            client.embeddings.create(model="text-embedding-3-small", input="x")

    return make


def _apart(function: Callable[[], None]) -> None:
    contextvars.Context().run(function)


def test_follow_the_latest_call(meter: Meter, call: Callable[[str, str], None]) -> None:
    """Labels are those of the chat call, also after its context has ended and an embedding came after it."""

    def service() -> None:
        call("search", "gpt-4o")
        watchspec.score("relevance", 0.75)
        watchspec.hallucination_check("supported")
        watchspec.toxicity_check("toxic")
        watchspec.feedback(thumbs="up")
        watchspec.feedback(rating=4)

    _apart(service)
    labels = {"feature": "search", "model": "gpt-4o", "operation": "chat", "provider": "openai"}
    assert meter.total(catalogue.EVALUATION_SCORE, "_sum", evaluator="relevance", **labels) == 0.75
    assert meter.total(catalogue.HALLUCINATION_CHECKS, verdict="supported", **labels) == 1
    assert meter.total(catalogue.TOXICITY_CHECKS, verdict="toxic", **labels) == 1
    assert meter.total(catalogue.FEEDBACK, rating="positive", **labels) == 1
    assert meter.total(catalogue.FEEDBACK, rating="4", **labels) == 1


def test_feedback_counts_for_the_version_of_the_prompt(meter: Meter, call: Callable[[str, str], None]) -> None:
    """The one that the latest call was made with; without one, only the call's own labels have it."""

    def service() -> None:
        with watchspec.context(prompt="support/v2"):
            call("search", "gpt-4o")
        watchspec.feedback(thumbs="down")

    _apart(service)
    _apart(lambda: watchspec.feedback(thumbs="down"))
    version = {"prompt": "support/v2", "feature": "search"}
    assert meter.total(catalogue.PROMPT_FEEDBACK, rating="negative", **version) == 1
    assert meter.total(catalogue.PROMPT_FEEDBACK) == 1
    assert meter.total(catalogue.FEEDBACK, rating="negative") == 2


def test_other_verdicts_and_ratings_start_at_zero(meter: Meter, call: Callable[[str, str], None]) -> None:
    """So that the first hallucination is an increase."""

    def service() -> None:
        call("search", "gpt-4o")
        watchspec.hallucination_check("supported")
        watchspec.toxicity_check("clean")
        watchspec.feedback(thumbs="down")

    _apart(service)
    text = {
        (sample.name, sample.labels.get("verdict") or sample.labels.get("rating"))
        for family in meter.registry.collect()
        for sample in family.samples
    }
    assert (catalogue.HALLUCINATION_CHECKS.name, "hallucinated") in text
    assert (catalogue.TOXICITY_CHECKS.name, "toxic") in text
    assert {rating for name, rating in text if name == catalogue.FEEDBACK.name} == set(catalogue.RATINGS)


def test_named_labels_win(meter: Meter, call: Callable[[str, str], None]) -> None:
    """Arguments before the context, the context before the latest call."""

    def service() -> None:
        call("search", "gpt-4o")
        watchspec.score("s", 1, feature="chat", model="gpt-4o-mini")
        with watchspec.context(feature="copy"):
            watchspec.score("s", 1)

    _apart(service)
    name = catalogue.EVALUATION_SCORE
    assert meter.total(name, "_count", feature="chat", model="gpt-4o-mini") == 1
    assert meter.total(name, "_count", feature="copy", model="gpt-4o") == 1


def test_without_a_call(meter: Meter) -> None:
    """An evaluation job that makes no calls itself names what it knows."""
    _apart(lambda: watchspec.score("nightly", 0.5, model="gpt-4o"))
    _apart(lambda: watchspec.feedback(thumbs="down", feature="search"))
    assert meter.total(catalogue.EVALUATION_SCORE, "_count", model="gpt-4o", feature="unset") == 1
    assert meter.total(catalogue.FEEDBACK, rating="negative", model="unknown", feature="search") == 1


WRONG: list[tuple[str, Callable[[], None]]] = [
    ("score", lambda: watchspec.score("s", 1.5)),
    ("score", lambda: watchspec.score("s", -0.1)),
    ("score", lambda: watchspec.score("s", float("nan"))),
    ("score", lambda: watchspec.score("s", _any("good"))),
    ("hallucination_check", lambda: watchspec.hallucination_check("maybe")),
    ("toxicity_check", lambda: watchspec.toxicity_check("supported")),
    ("feedback", watchspec.feedback),
    ("feedback", lambda: watchspec.feedback(rating=6)),
    ("feedback", lambda: watchspec.feedback(rating=4, thumbs="up")),
    ("feedback", lambda: watchspec.feedback(thumbs="sideways")),
]


def _any(value: object) -> Any:
    return value


@pytest.mark.parametrize(("place", "wrong"), WRONG)
def test_wrong_values_are_counted_and_not_raised(meter: Meter, place: str, wrong: Callable[[], None]) -> None:
    """A bad evaluator must not stop the service, nor spoil the mean."""
    _apart(wrong)
    assert meter.total(catalogue.INTERNAL_ERRORS, place=place) == 1
    assert meter.total(catalogue.EVALUATION_SCORE, "_count") == 0
    assert meter.total(catalogue.HALLUCINATION_CHECKS) == 0
    assert meter.total(catalogue.TOXICITY_CHECKS) == 0
    assert meter.total(catalogue.FEEDBACK) == 0


def test_evaluators_are_capped(meter: Meter) -> None:
    """A generated evaluator name cannot fill the memory."""
    for number in range(30):
        _apart(lambda number=number: watchspec.score(f"evaluator {number}", 1))  # type: ignore[misc]  # bound early
    assert meter.total(catalogue.EVALUATION_SCORE, "_count", evaluator=catalogue.OTHER) == 10
    assert meter.total(catalogue.LABEL_OVERFLOW, label="evaluator") == 10


def test_without_instrument(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Scores go to the default registry; if even that fails, nothing is raised."""
    from watchspec._internal.instrumentation import recorder_for_scores
    from watchspec.testing import total

    recorder = recorder_for_scores()
    _apart(lambda: watchspec.score("alone", 1))
    assert total(recorder.registry, catalogue.EVALUATION_SCORE.name + "_count", evaluator="alone") == 1

    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(evaluation, "recorder_for_scores", fail)
    _apart(lambda: watchspec.score("alone", 1))
    assert "nothing was recorded" in caplog.text
