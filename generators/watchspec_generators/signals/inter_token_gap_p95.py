"""The pause between two tokens that nineteen in twenty stay under."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, INTER_TOKEN_GAP
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.quantiles import JUDGED_CALLS, Quantile
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT

_QUANTILE = Quantile("llm_inter_token_gap_seconds", 95, INTER_TOKEN_GAP)

SIGNAL = Signal(
    name="inter_token_gap_p95",
    summary=f"95th percentile of the time between two visible tokens of a stream. {JUDGED_CALLS}",
    unit="seconds",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=SHORT,
    metrics=(INTER_TOKEN_GAP,),
    record=_QUANTILE.record,
    play=_QUANTILE.play,
    quantile=_QUANTILE.quantiles,
    edge_metric=INTER_TOKEN_GAP,
    floor=FEWEST_CALLS,
)
