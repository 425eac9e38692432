"""Medians with their uncertainty, ratios of paired measurements, and lines through a few points."""

from __future__ import annotations

from math import sqrt
from random import Random
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

RESAMPLES = 2_000
Z95 = 1.96


class Estimate(NamedTuple):
    """A median, and the interval that holds the true one with 95 % confidence."""

    median: float
    low: float
    high: float

    def scaled(self, factor: float, digits: int = 2) -> dict[str, float]:
        """As plain numbers, in another unit."""
        return {name: round(value * factor, digits) for name, value in self._asdict().items()}


def median_of(values: Sequence[float]) -> Estimate:
    """Median, with the order statistics between which it lies whatever the distribution."""
    ordered = sorted(values)
    count = len(ordered)
    rank = max(int((count - Z95 * sqrt(count)) / 2), 0)
    return Estimate(median(ordered), ordered[rank], ordered[count - 1 - rank])


def ratio(over: Sequence[float], under: Sequence[float]) -> Estimate:
    """Ratio of the medians of two series of the same rounds; its interval is from resampled rounds.

    A ratio of medians, as that of one round is wild where both are small differences.
    """
    return resampled(over, under, lambda first, second: median(first) / (median(second) or 1e-12))


def resampled(
    first: Sequence[float], second: Sequence[float], of: Callable[[Sequence[float], Sequence[float]], float]
) -> Estimate:
    """Any number from two series of the same rounds, with a bootstrap interval over the rounds."""
    dice = Random(0)  # noqa: S311 - resampling, the same in every run
    pairs = list(zip(first, second, strict=True))
    found = sorted(of(*zip(*dice.choices(pairs, k=len(pairs)), strict=True)) for _ in range(RESAMPLES))
    return Estimate(of(first, second), found[int(0.025 * RESAMPLES)], found[int(0.975 * RESAMPLES) - 1])


class Line(NamedTuple):
    """`fixed + slope * x`."""

    fixed: float
    slope: float


def line(points: Mapping[int, float]) -> Line:
    """The line through (x, y), by least squares with weights 1/x: what varies grows with x."""
    weights = {x: 1 / x for x in points}
    total = sum(weights.values())
    middle_x = sum(weights[x] * x for x in points) / total
    middle_y = sum(weights[x] * y for x, y in points.items()) / total
    slope = sum(weights[x] * (x - middle_x) * (y - middle_y) for x, y in points.items()) / sum(
        weights[x] * (x - middle_x) ** 2 for x in points
    )
    return Line(middle_y - slope * middle_x, slope)
