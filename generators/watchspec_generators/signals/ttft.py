"""What the signals on time to first token share."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, TIME_TO_FIRST_TOKEN
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.quantiles import JUDGED_CALLS, Quantile
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT


def ttft(name: str, percent: int) -> Signal:
    """The signal `name`: the `percent`th percentile of the time to first token."""
    quantile = Quantile("llm_ttft_seconds", percent, TIME_TO_FIRST_TOKEN)
    return Signal(
        name=name,
        summary=f"{percent}th percentile of the time from call to first visible token, streams only. {JUDGED_CALLS}",
        unit="seconds",
        labels=BASE_LABELS,
        kind="threshold",
        direction="above",
        window=SHORT,
        metrics=(TIME_TO_FIRST_TOKEN,),
        record=quantile.record,
        play=quantile.play,
        quantile=quantile.quantiles,
        edge_metric=TIME_TO_FIRST_TOKEN,
        floor=FEWEST_CALLS,
    )
