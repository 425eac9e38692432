"""The time to the first sign of life that nineteen in twenty streams stay under."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, TIME_TO_FIRST_EVENT
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.quantiles import JUDGED_CALLS, Quantile
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT

_QUANTILE = Quantile("llm_first_event_seconds", 95, TIME_TO_FIRST_EVENT)

SIGNAL = Signal(
    name="first_event_p95",
    summary=f"95th percentile of the time from call to the first event of a stream, of any kind. {JUDGED_CALLS}",
    unit="seconds",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=SHORT,
    metrics=(TIME_TO_FIRST_EVENT,),
    record=_QUANTILE.record,
    play=_QUANTILE.play,
    quantile=_QUANTILE.quantiles,
    edge_metric=TIME_TO_FIRST_EVENT,
    floor=FEWEST_CALLS,
)
