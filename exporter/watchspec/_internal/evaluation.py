"""What people and evaluators think of the answers: scores, hallucination verdicts, feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from watchspec import catalogue
from watchspec._internal import refs
from watchspec._internal.context import current
from watchspec._internal.instrumentation import recorder_for_scores
from watchspec._internal.operation import latest as latest_call
from watchspec._internal.safety import log_once

if TYPE_CHECKING:
    from watchspec._internal.series import Series

UNKNOWN = "unknown"
_THUMBS = {"up": "positive", "down": "negative"}


def request_ref() -> str:
    """A token for this task's latest call, to score it or to give feedback on it later and elsewhere.

    It is safe in URLs and carries the labels that `score` would use here, and the time: no
    user data, but model and feature can be read from it. Any process with the same secret
    accepts it until it expires, as often as it comes. Empty if it could not be made.
    """
    series = None
    try:
        series, prompt = _latest(None, None)
        return refs.make(series.labels, prompt)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        _failed(series, "ref")
        return ""


def score(
    name: str,
    value: float,
    *,
    ref: str | None = None,
    comment: str | None = None,  # noqa: ARG001 - see below
    feature: str | None = None,
    model: str | None = None,
) -> None:
    """Records a quality score from 0 (worst) to 1 (best) by the evaluator `name`.

    Labels are those that `ref` carries, else of this task's latest call, unless `feature` or
    `model` (or, without a ref, the current context's feature) say otherwise. A `comment` is
    free text: it becomes no label and no log line, and metrics keep nothing of it. A value
    outside 0 to 1 is counted in `watchspec_internal_errors_total{place="score"}`, logged
    once, and not recorded; a ref that is refused is counted in `watchspec_refused_refs_total`.
    """
    series = None
    try:
        subject = _subject(ref, feature, model)
        if subject is None:
            return
        series = subject.series
        number = float(value)
        _require(0.0 <= number <= 1.0)
        recorder = series.recorder
        evaluator = recorder.evaluators.admit(name)
        series.by(catalogue.EVALUATION_SCORE)[evaluator].observe(number)
        if subject.prompt is not None:
            recorder.spending.prompts.score(subject.prompt, series.labels[-1], evaluator, number)
        latest = latest_call.get()
        if ref is None and recorder.tracer is not None and latest is not None:
            recorder.tracer.score(latest, name, number)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        _failed(series, "score")


def hallucination_check(
    verdict: str, *, ref: str | None = None, feature: str | None = None, model: str | None = None
) -> None:
    """Records that an answer was checked: `verdict` is "supported" or "hallucinated"; `ref` as for `score`."""
    _checked(catalogue.HALLUCINATION_CHECKS, catalogue.VERDICTS, verdict, (ref, feature, model), "hallucination_check")


def toxicity_check(
    verdict: str, *, ref: str | None = None, feature: str | None = None, model: str | None = None
) -> None:
    """Records that an answer was checked: `verdict` is "clean" or "toxic"; `ref` as for `score`."""
    _checked(catalogue.TOXICITY_CHECKS, catalogue.TOXICITY_VERDICTS, verdict, (ref, feature, model), "toxicity_check")


def _checked(
    metric: catalogue.Metric,
    verdicts: tuple[str, ...],
    verdict: str,
    judged: tuple[str | None, str | None, str | None],
    place: str,
) -> None:
    series = None
    try:
        subject = _subject(*judged)
        if subject is None:
            return
        series = subject.series
        _require(verdict in verdicts)
        checks = series.by(metric)
        for known in verdicts:
            checks[known]  # all start together, so that their ratio is right from the first check
        checks[verdict].inc()
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        _failed(series, place)


def feedback(
    ref: str | None = None,
    *,
    rating: int | None = None,
    thumbs: str | None = None,
    comment: str | None = None,  # noqa: ARG001 - as for score
    feature: str | None = None,
    model: str | None = None,
) -> None:
    """Records user feedback: `rating` from 1 to 5, or `thumbs` "up" or "down"; `ref` and `comment` as for `score`."""
    series = None
    try:
        subject = _subject(ref, feature, model)
        if subject is None:
            return
        series = subject.series
        _require((rating is None) != (thumbs is None))
        label = _THUMBS[thumbs] if thumbs is not None else str(rating)
        _require(label in catalogue.RATINGS)
        ratings = series.by(catalogue.FEEDBACK)
        for known in catalogue.RATINGS:
            ratings[known]
        ratings[label].inc()
        if subject.prompt is not None:
            series.recorder.spending.prompts.feedback(subject.prompt, series.labels[-1], label)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        _failed(series, "feedback")


class Subject(NamedTuple):
    """What is judged: the series of a call, and the version of its prompt."""

    series: Series
    prompt: str | None


def _subject(ref: str | None, feature: str | None, model: str | None) -> Subject | None:
    """Where to record; None if the ref is refused, which is then counted."""
    if ref is None:
        return _latest(feature, model)
    recorder = recorder_for_scores()
    try:
        (provider, its_model, operation, its_feature), prompt = refs.read(ref)
    except refs.RefError as error:
        refs.told(error)
        recorder.metrics[catalogue.REFUSED_REFS].labels(error.reason).inc()  # type: ignore[union-attr]  # a Counter by its kind
        return None
    return Subject(recorder.series(provider, model or its_model, operation, feature or its_feature), prompt)


def _latest(feature: str | None, model: str | None) -> Subject:
    latest = latest_call.get()
    context = current()
    feature = feature or context.feature
    if latest is None:
        series = recorder_for_scores().series("openai", model or UNKNOWN, "chat", feature)
        return Subject(series, context.prompt)
    prompt = context.prompt or latest.context.prompt
    if feature is None and model is None:
        return Subject(latest.series, prompt)
    provider, latest_model, operation, latest_feature = latest.series.labels
    recorder = latest.series.recorder
    return Subject(recorder.series(provider, model or latest_model, operation, feature or latest_feature), prompt)


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError


def _failed(series: Series | None, place: str) -> None:
    try:
        recorder = series.recorder if series is not None else recorder_for_scores()
        recorder.safety.failed(place)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        log_once(place, "internal error in %s; nothing was recorded", place)
