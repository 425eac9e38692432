"""Input series for promtool unit tests: counters and histograms of several replicas, in promtool's notation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from watchspec.catalogue import Metric
    from watchspec_generators.signals.base import Phase, Scene

REPLICAS = {"a": 0.5, "b": 0.3, "c": 0.2}
"""Share of the traffic of each replica; unequal, so that a mean over replicas is not their sum over three."""


BORN = 2
"""The sample with which new series begin."""
_HAIR = 1e-8
"""Least growth, as a share: promtool's additions round, and a counter that shrinks by a hair has been reset."""


@dataclass(frozen=True, slots=True)
class Track:
    """One counter of the service: its amount per window in each phase (None: no samples)."""

    name: str
    labels: Mapping[str, str]
    per_window: tuple[float | None, ...]
    replicas: tuple[tuple[str, float], ...] = tuple(REPLICAS.items())
    """Share of each replica."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of samples in which a counter grows by `step` a sample (None: no samples)."""

    samples: int
    step: float | None


@dataclass(frozen=True, slots=True)
class Observed:
    """How observations spread: share per bucket (the last past all edges), and their mean."""

    shares: tuple[float, ...]
    mean: float


def play_counters(scene: Scene, phases: Sequence[Phase], tracks: Iterable[Track]) -> dict[str, str]:
    """Series of each track and replica, selector to values."""
    values = _born if scene.born else _grown
    return {
        series_selector(track.name, {**scene.labels, **track.labels}, replica): values(scene, phases, track, share)
        for track in tracks
        for replica, share in track.replicas
    }


def play_histogram(
    scene: Scene,
    phases: Sequence[Phase],
    metric: Metric,
    observe: Callable[[float, tuple[float, ...]], Observed],
    labels: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Buckets, sum and count of `metric`, its observations spread over the edges as `observe` says for a value.

    Replicas see different mixes, so that what holds for the largest of them does not hold for all.
    """
    edges = scene.edges or metric.buckets
    seen = [None if phase.value is None else observe(phase.value, edges) for phase in phases]

    def track(suffix: str, amount: Callable[[Observed], float], extra: Mapping[str, str], replica: str) -> Track:
        amounts = (
            None if one is None else amount(one) * phase.traffic for one, phase in zip(seen, phases, strict=True)
        )
        return Track(metric.name + suffix, {**(labels or {}), **extra}, tuple(amounts), ((replica, 1.0),))

    limits = (*(f"{edge:.12g}" for edge in edges), "+Inf")
    tracks = [
        track("_bucket", partial(_at_most, index, replica), {"le": limit}, replica)
        for index, limit in enumerate(limits)
        for replica in REPLICAS
    ]
    for replica, share in REPLICAS.items():
        tracks.append(track("_sum", partial(_sum, share), {}, replica))
        tracks.append(track("_count", partial(_at_most, len(edges), replica), {}, replica))
    return play_counters(scene, phases, tracks)


def play_gauge(
    scene: Scene, phases: Sequence[Phase], metric: Metric, replica: str, *, scale: float, first: float
) -> dict[str, str]:
    """A gauge of one replica at each phase's value times `scale`; `first` is its value before the first phase."""
    interval = scene.interval.milliseconds
    words = [f"{_number(first * scale)}+0x{scene.lead.milliseconds // interval}"]
    for phase in phases:
        samples = phase.length.milliseconds // interval
        if samples > 0:
            gone = "stale" if samples == 1 else f"stale _x{samples - 1}"
            words.append(gone if phase.value is None else f"{_number(phase.value * scale)}+0x{samples - 1}")
    return {series_selector(metric.name, scene.labels, replica): " ".join(words)}


def ramp(scene: Scene, phases: Sequence[Phase], share: float) -> str:
    """Points in time that are always as long ago as `share` of the phase's value, in seconds; 0 before the first."""
    step, interval = scene.interval.seconds, scene.interval.milliseconds
    passed = scene.lead.milliseconds // interval
    words = [f"0+{_number(step)}x{passed}"]
    for phase in phases:
        samples = phase.length.milliseconds // interval
        if samples > 0:
            first = (passed + 1) * step - share * (phase.value or 0.0)
            gone = "stale" if samples == 1 else f"stale _x{samples - 1}"
            words.append(gone if phase.value is None else f"{_number(first)}+{_number(step)}x{samples - 1}")
            passed += samples
    return " ".join(words)


def _at_most(bucket: int, replica: str, observed: Observed) -> float:
    return sum(share * _part(replica, index) for index, share in enumerate(observed.shares[: bucket + 1]))


def _part(replica: str, bucket: int) -> float:
    """Share of a bucket's observations that a replica sees: each replica leads in some buckets."""
    shares = list(REPLICAS.values())
    return shares[(list(REPLICAS).index(replica) + bucket) % len(shares)]


def _sum(share: float, observed: Observed) -> float:
    return share * observed.mean


def series_selector(name: str, labels: Mapping[str, str], replica: str) -> str:
    """`name{labels}` with a label that tells the replica, sorted; values escaped as PromQL asks."""
    of_replica = "replica" if "instance" in labels else "instance"
    return name + braced(dict(sorted({**labels, of_replica: replica}.items())))


def braced(labels: Mapping[str, str]) -> str:
    """Labels as PromQL writes them."""
    return "{" + ",".join(f'{label}="{escaped(value)}"' for label, value in labels.items()) + "}"


def escaped(value: str) -> str:
    """A label value between PromQL's double quotes."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def sequence(pieces: Sequence[Piece]) -> str:
    """A counter's samples in promtool's notation; sample 0 comes before the first piece's first step.

    The counter starts well above its steps: Prometheus would not extrapolate a smaller one below zero, and
    VictoriaMetrics takes one below ten steps for new.
    """
    value = _start(max((piece.step or 0.0 for piece in pieces), default=0.0))
    words, grown = [_number(value)], False
    for piece in pieces:
        if piece.samples <= 0:
            continue
        if piece.step is None:
            words += ["stale", *([f"_x{piece.samples - 1}"] if piece.samples > 1 else [])]
            continue
        step = float(_number(piece.step))
        first = value + (step or grown * _HAIR * max(1.0, value))
        grown = grown or step > 0
        words.append(f"{_number(first)}+{_number(step)}x{piece.samples - 1}")
        value = first + step * (piece.samples - 1)
    return " ".join(words)


def _grown(scene: Scene, phases: Sequence[Phase], track: Track, share: float) -> str:
    return sequence(_pieces(scene, phases, track, share))


def _born(scene: Scene, phases: Sequence[Phase], track: Track, share: float) -> str:
    (phase,), (amount,) = phases, track.per_window
    return f"_x{BORN} {_number((amount or 0.0) * share)}x{phase.length.milliseconds // scene.interval.milliseconds}"


def _pieces(scene: Scene, phases: Sequence[Phase], track: Track, share: float) -> list[Piece]:
    interval = scene.interval.milliseconds
    per_sample = interval / scene.query.window.milliseconds * share
    lead = Piece(scene.lead.milliseconds // interval, 0.0)
    return [
        lead,
        *(
            Piece(phase.length.milliseconds // interval, None if amount is None else amount * per_sample)
            for phase, amount in zip(phases, track.per_window, strict=True)
        ),
    ]


def _start(largest_step: float) -> float:
    start = 100.0
    while start < 20 * largest_step:
        start *= 10
    return start if largest_step else 0.0


def _number(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".")
