"""Calls that failed, of those whose end the caller did not choose."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, REQUESTS
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.promql import FAILED, JUDGED
from watchspec_generators.signals.ratios import Ratio
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT

_RATIO = Ratio(
    "llm_errors", REQUESTS, "outcome", FAILED, JUDGED, inside="error", outside="success", neither="cancelled"
)
SIGNAL = Signal(
    name="error_ratio",
    summary="Share of calls that ended in an error or a broken stream, of all but cancelled and abandoned ones.",
    unit="ratio",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=SHORT,
    metrics=(REQUESTS,),
    record=_RATIO.record,
    play=_RATIO.play,
    floor=FEWEST_CALLS,
    highest=1.0,
    troubles="share",
)
