"""How many calls are under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import BASE_LABELS, IN_FLIGHT
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal, at_once
from watchspec_generators.signals.playing import REPLICAS, play_gauge
from watchspec_generators.signals.promql import level, selector, summed
from watchspec_generators.signals.traffic import SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping


def record(query: Query) -> Recorded:
    """The sum over replicas, as of the latest scrape; there is no smaller traffic to compare it with."""
    value = f"{level(query.by)}:{IN_FLIGHT.name}:sum"
    return Recorded((Recording(value, under_way(query)),), value, None)


def under_way(query: Query) -> str:
    """PromQL: calls in flight, replicas added up."""
    return summed(query.by, selector(IN_FLIGHT.name, query.matchers))


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """Gauges of three replicas that add up to the wanted number."""
    played: dict[str, str] = {}
    for replica, share in REPLICAS.items():
        played |= play_gauge(scene, phases, IN_FLIGHT, replica, scale=share, first=0.0)
    return played


SIGNAL = Signal(
    name="in_flight",
    summary="Calls under way at the latest scrape, of all replicas together, open streams included.",
    unit="requests",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=SHORT,
    metrics=(IN_FLIGHT,),
    record=record,
    play=play,
    turn=at_once,
)
