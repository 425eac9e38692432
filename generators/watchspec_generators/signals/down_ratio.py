"""Scrape targets that do not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import UP
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal, at_once
from watchspec_generators.signals.playing import play_gauge
from watchspec_generators.signals.promql import level, selector
from watchspec_generators.signals.traffic import SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping

_FEW, _MANY, _BUSY = 3, 12, 1000.0
"""In tests, targets of a service, and of one with more traffic than that: counted in, its share would decide."""


def record(query: Query) -> Recorded:
    """The share as of the latest scrape of each target, absent where Prometheus knows of no target."""
    value = f"{level(query.by)}:{UP.name}:ratio_down"
    mean = f"avg by ({', '.join(query.by)}) " if query.by else "avg"
    return Recorded((Recording(value, f"1 - {mean}({selector(UP.name, query.matchers)})"),), value, None)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """Targets that are down one after another, until the wanted share is reached; the last of them in part."""
    busiest = max((phase.traffic for phase in phases), default=0.0)
    targets = _MANY if busiest > _BUSY else _FEW
    played: dict[str, str] = {}
    for index in range(targets):
        answering = tuple(_answers(phase, index, targets) for phase in phases)
        played |= play_gauge(scene, answering, UP, f"target-{index}", scale=1.0, first=1.0)
    return played


def _answers(phase: Phase, index: int, targets: int) -> Phase:
    if phase.value is None:
        return phase
    down = min(max(phase.value * targets - index, 0.0), 1.0)
    return Phase(phase.length, 1.0 - down, phase.traffic)


SIGNAL = Signal(
    name="down_ratio",
    summary="Share of the service's scrape targets that did not answer Prometheus' latest scrape; by `instance`, one "
    "bad replica among healthy ones is seen. Where Prometheus has no target, `telemetry_absent` speaks.",
    unit="ratio",
    labels=UP.labels,
    kind="threshold",
    direction="above",
    window=SHORT,
    metrics=(UP,),
    record=record,
    play=play,
    highest=1.0,
    turn=at_once,
    troubles="share",
)
