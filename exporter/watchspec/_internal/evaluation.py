"""What people and evaluators think of the answers: scores, hallucination verdicts, feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec._internal.context import current
from watchspec._internal.instrumentation import recorder_for_scores
from watchspec._internal.operation import last
from watchspec._internal.safety import log_once

if TYPE_CHECKING:
    from watchspec._internal.series import Series

UNKNOWN = "unknown"
_THUMBS = {"up": "positive", "down": "negative"}


def score(name: str, value: float, *, feature: str | None = None, model: str | None = None) -> None:
    """Records a quality score from 0 (worst) to 1 (best) by the evaluator `name`.

    Labels are those of this task's latest call, unless `feature` or `model` (or the
    current context's feature) say otherwise. A value outside 0 to 1 is counted in
    `watchspec_internal_errors_total{place="score"}`, logged once, and not recorded.
    """
    series = None
    try:
        series = _series(feature, model)
        number = float(value)
        _require(0.0 <= number <= 1.0)
        series.scores[series.recorder.evaluators.admit(name)].observe(number)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        _failed(series, "score")


def hallucination_check(verdict: str, *, feature: str | None = None, model: str | None = None) -> None:
    """Records that an answer was checked: `verdict` is "supported" or "hallucinated"."""
    series = None
    try:
        series = _series(feature, model)
        _require(verdict in catalogue.VERDICTS)
        for known in catalogue.VERDICTS:
            series.checks[known]  # both start together, so that their ratio is right from the first check
        series.checks[verdict].inc()
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        _failed(series, "hallucination_check")


def feedback(
    *, rating: int | None = None, thumbs: str | None = None, feature: str | None = None, model: str | None = None
) -> None:
    """Records user feedback: `rating` from 1 to 5, or `thumbs` "up" or "down"."""
    series = None
    try:
        series = _series(feature, model)
        _require((rating is None) != (thumbs is None))
        label = _THUMBS[thumbs] if thumbs is not None else str(rating)
        _require(label in catalogue.RATINGS)
        for known in catalogue.RATINGS:
            series.feedback[known]
        series.feedback[label].inc()
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        _failed(series, "feedback")


def _series(feature: str | None, model: str | None) -> Series:
    latest = last.get()
    feature = feature or current().feature
    if latest is not None and feature is None and model is None:
        return latest
    if latest is None:
        return recorder_for_scores().series("openai", model or UNKNOWN, "chat", feature or catalogue.UNSET)
    provider, latest_model, operation, latest_feature = latest.labels
    return latest.recorder.series(provider, model or latest_model, operation, feature or latest_feature)


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError


def _failed(series: Series | None, place: str) -> None:
    try:
        recorder = series.recorder if series is not None else recorder_for_scores()
        recorder.safety.failed(place)
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        log_once(place, "internal error in %s; nothing was recorded", place)
