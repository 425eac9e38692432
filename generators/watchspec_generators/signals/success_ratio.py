"""Calls that were answered, of those whose end the caller did not choose."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, REQUESTS
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.promql import ANSWERED, JUDGED
from watchspec_generators.signals.ratios import Ratio
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT

_RATIO = Ratio(
    "llm_answers", REQUESTS, "outcome", ANSWERED, JUDGED, inside="success", outside="error", neither="cancelled"
)
SIGNAL = Signal(
    name="success_ratio",
    summary="Share of calls that were answered, of all but cancelled and abandoned ones; one less the error ratio.",
    unit="ratio",
    labels=BASE_LABELS,
    kind="threshold",
    direction="below",
    window=SHORT,
    metrics=(REQUESTS,),
    record=_RATIO.record,
    play=_RATIO.play,
    floor=FEWEST_CALLS,
    highest=1.0,
    troubles="share",
)
