"""The time to the first reasoning token that nineteen in twenty streams stay under."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, TIME_TO_FIRST_REASONING_TOKEN
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.quantiles import JUDGED_CALLS, Quantile
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT

_QUANTILE = Quantile("llm_first_reasoning_seconds", 95, TIME_TO_FIRST_REASONING_TOKEN)

SIGNAL = Signal(
    name="first_reasoning_p95",
    summary="95th percentile of the time from call to the first reasoning token, of streams that show their "
    f"reasoning. {JUDGED_CALLS}",
    unit="seconds",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=SHORT,
    metrics=(TIME_TO_FIRST_REASONING_TOKEN,),
    record=_QUANTILE.record,
    play=_QUANTILE.play,
    quantile=_QUANTILE.quantiles,
    edge_metric=TIME_TO_FIRST_REASONING_TOKEN,
    floor=FEWEST_CALLS,
)
