"""Answers that were found hallucinated, of those that were checked at all."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, HALLUCINATED, HALLUCINATION_CHECKS, SUPPORTED
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.promql import any_of
from watchspec_generators.signals.ratios import Ratio
from watchspec_generators.signals.traffic import FEWEST_JUDGEMENTS, LONG
from watchspec_generators.signals.wilson import lower

_RATIO = Ratio(
    "llm_hallucinations",
    HALLUCINATION_CHECKS,
    "verdict",
    any_of("verdict", (HALLUCINATED,)),
    "",
    inside=HALLUCINATED,
    outside=SUPPORTED,
    side="lower",
)

SIGNAL = Signal(
    name="hallucination_ratio",
    summary="Share of checked answers that were found hallucinated; answers that nobody checked do not count.",
    unit="ratio",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(HALLUCINATION_CHECKS,),
    record=_RATIO.record,
    play=_RATIO.play,
    floor=FEWEST_JUDGEMENTS,
    bound=lower,
    highest=1.0,
    troubles="share",
)
