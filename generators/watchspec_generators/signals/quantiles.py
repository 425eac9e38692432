"""Signals that are a quantile of a histogram."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from watchspec_generators.signals.base import Phase, Quantiles, Query, Recorded, Recording, Scene
from watchspec_generators.signals.playing import Observed, play_histogram
from watchspec_generators.signals.promql import GENERATIVE_OPERATIONS, of_generation, recorded_name, windowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec.catalogue import Metric

JUDGED_CALLS = f"Judges {', '.join(GENERATIVE_OPERATIONS)}; split by `operation`, each operation by itself."
"""For summaries: whose observations count."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """The `percent`th percentile of the observations of `metric` that `matcher` lets through, of calls that generate.

    `counted` and `uncounted` are labels for tests: such as the matcher lets through, and such as it drops.
    """

    name: str
    percent: int
    metric: Metric
    matcher: str = ""
    counted: tuple[tuple[str, str], ...] = ()
    uncounted: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def quantile(self) -> float:
        """The quantile, 0 to 1."""
        return self.percent / 100

    @property
    def quantiles(self) -> Quantiles:
        """What there is to know of the quantile."""
        return Quantiles(self.quantile, self.play_share)

    def record(self, query: Query) -> Recorded:
        """The quantile, absent without observations, and the count of observations."""
        matchers = (self.matcher, of_generation(query, self.metric))
        buckets = windowed(query, "rate", f"{self.metric.name}_bucket", *matchers, split=("le",))
        value = recorded_name(query, self.name, f"p{self.percent:02}_rate")
        traffic = recorded_name(query, self.name, f"p{self.percent:02}_count")
        count = windowed(query, "increase", f"{self.metric.name}_count", *matchers)
        # An idle window gives NaN, which is neither data nor absence; the comparison drops it.
        expr = f"histogram_quantile({self.quantile:g}, {buckets}) >= 0"
        return Recorded((Recording(traffic, count), Recording(value, expr)), value, traffic)

    def play(self, scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
        """A histogram with the wanted quantile and, where the rule must not look, one of the opposite."""
        counted, *uncounted = self._labels(scene)
        played = play_histogram(scene, phases, self.metric, self._observe, counted)
        # Ten times as many observations in the last bucket would move any quantile that counted them.
        noise = tuple(Phase(phase.length, phase.value, 10 * phase.traffic) for phase in phases)
        for labels in uncounted:
            played |= play_histogram(scene, noise, self.metric, _all_past_the_end, labels)
        return played

    def play_share(self, scene: Scene, phases: tuple[Phase, ...], bad: float, well: float) -> Mapping[str, str]:
        """A histogram of which each phase's value, a share, is at the level `bad`, and the rest at `well`."""

        def observe(share: float, edges: tuple[float, ...]) -> Observed:
            low, high = (sum(edge < level for edge in edges) for level in (bad, well))
            shares = tuple(share * (n == low) + (1 - share) * (n == high) for n in range(len(edges) + 1))
            return Observed(shares, _mean(shares, edges))

        return play_histogram(scene, phases, self.metric, observe, next(self._labels(scene)))

    def _labels(self, scene: Scene) -> Iterator[Mapping[str, str]]:
        """Labels of the series that count, then of each that must not."""
        apart = bool(of_generation(scene.query, self.metric))
        operation = {"operation": GENERATIVE_OPERATIONS[0]} if apart else {}
        yield {**operation, **dict(self.counted)}
        for labels in self.uncounted:
            yield {**operation, **dict(labels)}
        if apart:
            yield {"operation": "embeddings", **dict(self.counted)}

    def _observe(self, value: float, edges: tuple[float, ...]) -> Observed:
        shares = spread(self.quantile, value, edges)
        return Observed(shares, _mean(shares, edges))


def spread(quantile: float, value: float, edges: tuple[float, ...]) -> tuple[float, ...]:
    """Shares of observations per bucket (the last past all edges) whose interpolated quantile is `value`.

    Few lie in the value's own bucket and the others in the outermost, so that a small shift of the mix moves the
    quantile far. Where interpolation can't give the value (in the first bucket, or past the last edge), the nearest
    that it can.
    """
    bucket = sum(edge < value for edge in edges)
    if bucket == len(edges):
        return (*[0.0] * bucket, 1.0)
    lower = edges[bucket - 1] if bucket else 0.0
    position = (value - lower) / (edges[bucket] - lower)
    shares = [0.0] * (len(edges) + 1)
    if bucket:
        shares[bucket] = min(quantile, 1 - quantile)
        shares[0] += quantile - position * shares[bucket]
    else:
        shares[bucket] = min(1.0, quantile / position) if position > 0 else 1.0
    shares[-1] = max(0.0, 1 - sum(shares))
    return tuple(shares)


def _all_past_the_end(_value: float, edges: tuple[float, ...]) -> Observed:
    shares = (*[0.0] * len(edges), 1.0)
    return Observed(shares, _mean(shares, edges))


def _mean(shares: tuple[float, ...], edges: tuple[float, ...]) -> float:
    limits = (0.0, *edges, 2 * edges[-1])
    middles = ((low + high) / 2 for low, high in pairwise(limits))
    return sum(share * middle for share, middle in zip(shares, middles, strict=True))
