"""Dollars spent in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import BASE_LABELS, COST
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import recorded_name, windowed
from watchspec_generators.signals.traffic import LONG

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHARES = {"list": 0.75, "custom": 0.25}
"""In tests, of each `cost_source`: a rule that lost one would be far off."""


def record(query: Query) -> Recorded:
    """The spend; there is no smaller traffic to compare it with."""
    value = recorded_name(query, "llm_cost_usd", "increase")
    return Recorded((Recording(value, windowed(query, "increase", COST.name)),), value, None)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """A counter that grows by the wanted sum per window, parted by where the prices come from."""
    shares = {"": 1.0} if "cost_source" in scene.labels else _SHARES
    tracks = [
        Track(COST.name, {"cost_source": source} if source else {}, tuple(_part(phase, share) for phase in phases))
        for source, share in shares.items()
    ]
    return play_counters(scene, phases, tracks)


def _part(phase: Phase, share: float) -> float | None:
    return None if phase.value is None else phase.value * share


SIGNAL = Signal(
    name="cost",
    summary="Dollars spent in the window, by the price list in force on the day of each call.",
    unit="usd",
    labels=(*BASE_LABELS, *COST.labels),
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(COST,),
    record=record,
    play=play,
    fills=True,
)
