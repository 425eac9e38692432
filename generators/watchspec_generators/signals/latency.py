"""What the latency signals share: answered calls that generate text, since a hang or an embedding tells nothing."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, DURATION
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.promql import ANSWERED
from watchspec_generators.signals.quantiles import JUDGED_CALLS, Quantile
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT


def latency(name: str, percent: int) -> Signal:
    """The signal `name`: the `percent`th percentile of the duration of answered calls that generate text."""
    quantile = Quantile(
        "llm_latency_seconds",
        percent,
        DURATION,
        ANSWERED,
        counted=(("outcome", "success"),),
        uncounted=((("outcome", "error"),),),
    )
    return Signal(
        name=name,
        summary=f"{percent}th percentile of the duration of answered calls, retries and back-off included. "
        f"{JUDGED_CALLS}",
        unit="seconds",
        labels=BASE_LABELS,
        kind="threshold",
        direction="above",
        window=SHORT,
        metrics=(DURATION,),
        record=quantile.record,
        play=quantile.play,
        quantile=quantile.quantiles,
        edge_metric=DURATION,
        floor=FEWEST_CALLS,
    )
