"""The service's metrics are not there at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import REQUESTS
from watchspec_generators.signals.base import Phase, Query, Recorded, Scene, Signal
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import selector
from watchspec_generators.signals.traffic import SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping


def record(query: Query) -> Recorded:
    """True while Prometheus has no sample; `count` drops labels that `absent` would take from the selector."""
    return Recorded((), f"absent(count({selector(REQUESTS.name, query.matchers)}))", None)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """The service's request counter, there in phases with a value."""
    amounts = tuple(None if phase.value is None else phase.traffic for phase in phases)
    return play_counters(scene, phases, [Track(REQUESTS.name, {"outcome": "success"}, amounts)])


SIGNAL = Signal(
    name="telemetry_absent",
    summary="Prometheus has no sample of the service's request counter: service, scrape or exporter is down.",
    unit="none",
    labels=(),
    kind="event",
    direction="both",
    window=SHORT,
    metrics=(REQUESTS,),
    record=record,
    play=play,
)
