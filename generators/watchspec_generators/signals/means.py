"""Signals that are the mean of scores from 0 to 1: a histogram's sum over its count, for any number of replicas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene
from watchspec_generators.signals.playing import Observed, play_histogram
from watchspec_generators.signals.promql import recorded_name, windowed
from watchspec_generators.signals.wilson import bound_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec.catalogue import Metric
    from watchspec_generators.signals.wilson import Side


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of `metric`."""

    name: str
    metric: Metric
    side: Side
    """Which bound of the mean is recorded where the query asks for confidence."""

    def record(self, query: Query) -> Recorded:
        """The mean, absent without observations, and the count of observations."""
        total = windowed(query, "rate", f"{self.metric.name}_sum")
        count = windowed(query, "rate", f"{self.metric.name}_count")
        value = recorded_name(query, self.name, "mean_rate")
        traffic = recorded_name(query, self.name, "mean_count")
        observations = windowed(query, "increase", f"{self.metric.name}_count")
        mean = Recording(value, f"{total}\n/\n({count} > 0)")
        recorded = Recorded((Recording(traffic, observations), mean), value, traffic)
        return bound_rule(query, self.name, "mean", self.side, recorded)

    def play(self, scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
        """A histogram whose observations all have the wanted mean."""
        return play_histogram(scene, phases, self.metric, _all_at)


def _all_at(value: float, edges: tuple[float, ...]) -> Observed:
    bucket = sum(edge < value for edge in edges)
    return Observed(tuple(float(index == bucket) for index in range(len(edges) + 1)), value)
