"""Answers that were found toxic, of those that were checked for it at all."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, CLEAN, TOXIC, TOXICITY_CHECKS
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.promql import any_of
from watchspec_generators.signals.ratios import Ratio
from watchspec_generators.signals.traffic import FEWEST_JUDGEMENTS, LONG
from watchspec_generators.signals.wilson import lower

_RATIO = Ratio(
    "llm_toxic_answers",
    TOXICITY_CHECKS,
    "verdict",
    any_of("verdict", (TOXIC,)),
    "",
    inside=TOXIC,
    outside=CLEAN,
    side="lower",
)

SIGNAL = Signal(
    name="toxicity_ratio",
    summary="Share of checked answers that were found toxic; answers that nobody checked do not count.",
    unit="ratio",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(TOXICITY_CHECKS,),
    record=_RATIO.record,
    play=_RATIO.play,
    floor=FEWEST_JUDGEMENTS,
    bound=lower,
    highest=1.0,
    troubles="share",
)
