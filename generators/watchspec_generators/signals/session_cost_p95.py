"""What nineteen in twenty sessions cost less than."""

from __future__ import annotations

from watchspec.catalogue import SESSION_COST
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.quantiles import Quantile
from watchspec_generators.signals.traffic import FEWEST_CALLS, LONG

_QUANTILE = Quantile("llm_session_cost_usd", 95, SESSION_COST)

SIGNAL = Signal(
    name="session_cost_p95",
    summary="95th percentile of the cost of sessions that ended in the window; the floor counts sessions.",
    unit="usd",
    labels=SESSION_COST.labels,
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(SESSION_COST,),
    record=_QUANTILE.record,
    play=_QUANTILE.play,
    quantile=_QUANTILE.quantiles,
    edge_metric=SESSION_COST,
    floor=FEWEST_CALLS,
)
