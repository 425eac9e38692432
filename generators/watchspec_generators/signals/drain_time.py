"""How long the calls under way would take to end at the pace at which calls end: it grows when they pile up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import BASE_LABELS, IN_FLIGHT, REQUESTS
from watchspec_generators.signals import in_flight
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal, at_once
from watchspec_generators.signals.playing import REPLICAS, Piece, sequence, series_selector
from watchspec_generators.signals.promql import recorded_name, windowed
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping


def record(query: Query) -> Recorded:
    """Calls in flight per call that ends in a second, which is seconds, and the calls in flight."""
    value, traffic = recorded_name(query, "llm_drain_seconds", "rate"), recorded_name(query, "llm_drain", "in_flight")
    under_way = in_flight.under_way(query)
    # Where nothing ends at all, one call in the window is assumed: a long time, and yet a number.
    ending = f"clamp_min({windowed(query, 'rate', REQUESTS.name)}, 1 / {query.window.seconds:.12g})"
    return Recorded((Recording(traffic, under_way), Recording(value, f"{under_way}\n/\n{ending}")), value, traffic)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """Calls that end at a steady pace, from the first sample on, and as many in flight as make the wanted time."""
    pace = max((phase.traffic / phase.value for phase in phases if phase.value), default=1.0)
    waiting = tuple(
        Phase(phase.length, None if phase.value is None else phase.value * pace, phase.traffic) for phase in phases
    )
    played = dict(in_flight.play(scene, waiting))
    for replica, share in REPLICAS.items():
        calls = series_selector(REQUESTS.name, {**scene.labels, "outcome": "success"}, replica)
        played[calls] = sequence(_pieces(scene, phases, pace * scene.interval.seconds * share))
    return played


def _pieces(scene: Scene, phases: tuple[Phase, ...], step: float) -> list[Piece]:
    interval = scene.interval.milliseconds
    lead = Piece(scene.lead.milliseconds // interval, step)
    silent = (None if phase.value is None else step for phase in phases)
    return [
        lead,
        *(Piece(phase.length.milliseconds // interval, each) for phase, each in zip(phases, silent, strict=True)),
    ]


SIGNAL = Signal(
    name="drain_time",
    summary="Calls in flight over calls that end per second: the time in which those under way would have ended. It "
    "grows when calls hang, before any latency is known. The floor counts calls in flight.",
    unit="seconds",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=SHORT,
    metrics=(IN_FLIGHT, REQUESTS),
    record=record,
    play=play,
    turn=at_once,
    floor=FEWEST_CALLS,
    floor_is_level=True,
    tied=True,
)
