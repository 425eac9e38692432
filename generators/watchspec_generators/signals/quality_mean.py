"""How good answers were found to be, on average over every evaluator's score."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, EVALUATION_SCORE
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.means import Mean
from watchspec_generators.signals.traffic import FEWEST_JUDGEMENTS, LONG
from watchspec_generators.signals.wilson import upper

_MEAN = Mean("llm_quality_score", EVALUATION_SCORE, "upper")

SIGNAL = Signal(
    name="quality_mean",
    summary="Mean evaluation score, 0 to 1, over the answers that were evaluated.",
    unit="score",
    labels=(*BASE_LABELS, *EVALUATION_SCORE.labels),
    kind="threshold",
    direction="below",
    window=LONG,
    metrics=(EVALUATION_SCORE,),
    record=_MEAN.record,
    play=_MEAN.play,
    floor=FEWEST_JUDGEMENTS,
    bound=upper,
    highest=1.0,
    troubles="share",
)
