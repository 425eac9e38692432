"""Signals that are a share of one counter: some of its label values over all that count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import recorded_name, windowed
from watchspec_generators.signals.wilson import bound_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec.catalogue import Metric
    from watchspec_generators.signals.wilson import Side


@dataclass(frozen=True, slots=True)
class Ratio:
    """`part` over `whole` of `metric`, each a matcher; `label` is the one that they look at.

    The three label values are for tests: one that is in the part, one only in the whole, one in neither.
    """

    name: str
    metric: Metric
    label: str
    part: str
    whole: str
    inside: str
    outside: str
    neither: str | None = None
    side: Side | None = None
    """Which bound of the share is recorded where the query asks for confidence; None: the share is of everything."""

    def record(self, query: Query) -> Recorded:
        """The ratio, absent without traffic, and the count that it is taken of."""
        part = windowed(query, "rate", self.metric.name, self.part)
        whole = windowed(query, "rate", self.metric.name, self.whole)
        value = recorded_name(query, self.name, "ratio_rate")
        traffic = recorded_name(query, self.name, "ratio_count")
        count = windowed(query, "increase", self.metric.name, self.whole)
        recorded = Recorded((Recording(traffic, count), Recording(value, share(part, whole))), value, traffic)
        return bound_rule(query, self.name, "ratio", self.side, recorded) if self.side else recorded

    def play(self, scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
        """Counters of which the wanted share is in the part."""
        tracks = [
            Track(self.metric.name, {self.label: self.inside}, tuple(_times(phase, phase.value) for phase in phases)),
            Track(self.metric.name, {self.label: self.outside}, tuple(_rest(phase) for phase in phases)),
        ]
        if self.neither:
            # Twice as much that must not count: a rule that counts it is far off. None of it where the part is
            # empty, so that a rule can't live on it there.
            uncounted = tuple(_times(phase, phase.value and 2.0) for phase in phases)
            tracks.append(Track(self.metric.name, {self.label: self.neither}, uncounted))
        # What never happened has no series yet.
        return play_counters(scene, phases, [track for track in tracks if any(track.per_window)])


def share(part: str, whole: str) -> str:
    """PromQL: `part` over `whole`, absent without a whole."""
    # Without `or 0 * ...` there would be no ratio at all until the first failure of a series.
    return f"(\n  {part}\n  or\n  0 * {whole}\n)\n/\n({whole} > 0)"


def _times(phase: Phase, times: float | None) -> float | None:
    return None if phase.value is None or times is None else phase.traffic * times


def _rest(phase: Phase) -> float | None:
    return None if phase.value is None else phase.traffic * (1 - phase.value)
