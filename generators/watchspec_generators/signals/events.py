"""Signals that count rare events: how many there were in the window, the first of a series included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import counted, recorded_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec.catalogue import Metric


@dataclass(frozen=True, slots=True)
class Events:
    """How often the counter `metric` was incremented in the window."""

    metric: Metric

    def record(self, query: Query) -> Recorded:
        """The count; there is no smaller traffic to compare it with."""
        value = recorded_name(query, self.metric.name.removesuffix("_total"), "increase")
        return Recorded((Recording(value, counted(query, self.metric.name)),), value, None)

    def play(self, scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
        """A counter that grows by the wanted number per window; its series are old after the scene's lead."""
        return play_counters(scene, phases, [Track(self.metric.name, {}, tuple(phase.value for phase in phases))])
