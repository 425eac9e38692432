"""What the signals on output speed share."""

from __future__ import annotations

from watchspec.catalogue import BASE_LABELS, OUTPUT_TOKENS_PER_SECOND
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.quantiles import JUDGED_CALLS, Quantile
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT


def generation_speed(name: str, percent: int) -> Signal:
    """The signal `name`: the `percent`th percentile of output tokens per second."""
    quantile = Quantile("llm_tokens_per_second", percent, OUTPUT_TOKENS_PER_SECOND)
    return Signal(
        name=name,
        summary=f"{percent}th percentile of output tokens per second of streams, over their generation span. "
        f"{JUDGED_CALLS}",
        unit="tokens/second",
        labels=BASE_LABELS,
        kind="threshold",
        direction="below",
        window=SHORT,
        metrics=(OUTPUT_TOKENS_PER_SECOND,),
        record=quantile.record,
        play=quantile.play,
        quantile=quantile.quantiles,
        edge_metric=OUTPUT_TOKENS_PER_SECOND,
        floor=FEWEST_CALLS,
    )
