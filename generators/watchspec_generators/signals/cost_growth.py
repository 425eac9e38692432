"""How much more was spent in the window than in the same window of last week or, failing that, yesterday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import BASE_LABELS, COST
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal
from watchspec_generators.signals.playing import REPLICAS, Piece, sequence, series_selector
from watchspec_generators.signals.promql import recorded_name, selector, summed, windowed
from watchspec_generators.signals.traffic import LONG
from watchspec_generators.values import Duration, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = Duration(24 * LONG.milliseconds)
_WEEK = Duration(7 * _DAY.milliseconds)
_SMALL_SUM = Quantity(5.0, "usd", "$5")


def record(query: Query) -> Recorded:
    """Growth as a ratio (0.5: half as much again), and the spend in the window, in dollars."""
    value = recorded_name(query, "llm_cost_usd", "growth")
    traffic = recorded_name(query, "llm_cost_usd", "growth_spend")
    spend = windowed(query, "increase", COST.name)
    earlier = "\n  or\n".join(_baseline(query, offset) for offset in query.baselines)
    # Raw metrics with an offset, not recorded series: a rule set installed today knows last week.
    growth = f"{spend}\n/\n(\n{earlier}\n)\n- 1"
    return Recorded((Recording(traffic, spend), Recording(value, growth)), value, traffic)


def _baseline(query: Query, offset: Duration) -> str:
    spend = windowed(query, "increase", COST.name, offset=offset)
    # An idle hour is no baseline, nor one through which the service was only being born.
    whole = Duration(offset.milliseconds + query.window.milliseconds)
    existed = summed(query.by, f"{selector(COST.name, query.matchers)} offset {whole}")
    return f"  ({spend} > 0 and {existed})"


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """A counter with a past, `lead` long, and a present that has grown by each phase's value.

    The past spends what makes the phases' traffic fit their values; `lead` 0 plays a service without a past.
    """
    base = max((_base(phase) for phase in phases), default=0.0)
    return {
        series_selector(COST.name, scene.labels, replica): sequence(_pieces(scene, phases, base * share))
        for replica, share in REPLICAS.items()
    }


def _base(phase: Phase) -> float:
    return 0.0 if phase.value is None or phase.value <= -1 else phase.traffic / (1 + phase.value)


def _pieces(scene: Scene, phases: tuple[Phase, ...], base: float) -> list[Piece]:
    interval = scene.interval.milliseconds
    step = base * interval / scene.query.window.milliseconds
    lead = scene.lead.milliseconds // interval
    present = [
        Piece(phase.length.milliseconds // interval, None if phase.value is None else (1 + phase.value) * step)
        for phase in phases
    ]
    seen = sum(piece.samples for piece in present) + scene.query.window.milliseconds // interval + 2
    past = min(lead, seen)
    return [Piece(past, step), Piece(lead - past, 0.0), *present]


SIGNAL = Signal(
    name="cost_growth",
    summary="Spend in the window against the same window a week ago, or a day ago where there is no such week: "
    "50% is half as much again. Idle hours and hours before the service existed are no baseline.",
    unit="ratio",
    labels=(*BASE_LABELS, *COST.labels),
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(COST,),
    record=record,
    play=play,
    floor=_SMALL_SUM,
    baselines=(_WEEK, _DAY),
    fills=True,
    tied=True,
    lowest=-1.0,
)
