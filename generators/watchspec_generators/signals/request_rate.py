"""How many calls end per second, whatever their outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import BASE_LABELS, REQUESTS
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import recorded_name, windowed
from watchspec_generators.signals.traffic import SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping


def record(query: Query) -> Recorded:
    """The rate, and the count of the same calls."""
    value = recorded_name(query, "llm_requests", "rate")
    traffic = recorded_name(query, "llm_requests", "count")
    count = Recording(traffic, windowed(query, "increase", REQUESTS.name))
    return Recorded((count, Recording(value, windowed(query, "rate", REQUESTS.name))), value, traffic)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """A counter that grows at the wanted rate; the phase's traffic follows from it."""
    window = scene.query.window.seconds
    amounts = tuple(None if phase.value is None else phase.value * window for phase in phases)
    outcome = {} if "outcome" in scene.labels else {"outcome": "success"}
    return play_counters(scene, phases, [Track(REQUESTS.name, outcome, amounts)])


SIGNAL = Signal(
    name="request_rate",
    summary="Calls that ended, per second, whatever their outcome.",
    unit="requests/second",
    labels=(*BASE_LABELS, *REQUESTS.labels),
    kind="threshold",
    direction="both",
    window=SHORT,
    metrics=(REQUESTS,),
    record=record,
    play=play,
    fills=True,
)
