"""Feedback that was negative, of all feedback."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, FEEDBACK, NEGATIVE_RATINGS, POSITIVE_RATINGS
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.promql import any_of
from watchspec_generators.signals.ratios import Ratio
from watchspec_generators.signals.traffic import FEWEST_JUDGEMENTS, LONG
from watchspec_generators.signals.wilson import lower

_RATIO = Ratio(
    "llm_negative_feedback",
    FEEDBACK,
    "rating",
    any_of("rating", NEGATIVE_RATINGS),
    "",
    inside=NEGATIVE_RATINGS[0],
    outside=POSITIVE_RATINGS[0],
    side="lower",
)

SIGNAL = Signal(
    name="negative_feedback_ratio",
    summary="Share of user feedback that was negative: thumbs down, or one or two stars.",
    unit="ratio",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(FEEDBACK,),
    record=_RATIO.record,
    play=_RATIO.play,
    floor=FEWEST_JUDGEMENTS,
    bound=lower,
    highest=1.0,
    troubles="share",
)
