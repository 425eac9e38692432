"""What a signal is: a named quantity with a unit, the rules that record it and a way to play it in tests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from watchspec.catalogue import Metric
    from watchspec_generators.values import Duration, Quantity, Unit
    from watchspec_generators.values.confidence import Confidence


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a signal: which service, split how, over which window."""

    service: str
    matchers: str
    """Inner part of the service's selector, such as `job="checkout"`."""
    by: tuple[str, ...]
    window: Duration
    baselines: tuple[Duration, ...] = ()
    confidence: Confidence | None = None
    """How sure the answer must be, of signals that are estimated from a sample; None: the estimate will do."""
    against: str | None = None
    """The prompt version that others are compared with, of signals that compare versions."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a test is played: the query that must see it, and what its series look like."""

    query: Query
    labels: Mapping[str, str]
    """Labels of every series, replicas apart: those that the selector asks for, and values of the `by` labels."""
    interval: Duration
    """Between samples."""
    lead: Duration
    """Time before the first phase, in which signals that compare with the past play that past."""
    edges: tuple[float, ...] = ()
    """Bucket edges of the exporter where they differ from the catalogue's."""
    born: bool = False
    """The series are new, and have all that the only phase counts from their first sample on."""
    foreign: bool = False
    """Whether the series are of another service, which differs in all that must not be looked at."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording rule; the `service` label is added by the writer."""

    record: str
    expr: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a signal records for a query."""

    rules: tuple[Recording, ...]
    """In order: later rules may use earlier ones."""
    value: str
    """Name of the series that carries the signal's value; for an event, the expression that is true when it is."""
    traffic: str | None
    """Name of the series that the floor is compared with (count of requests, evaluations or dollars)."""
    bound: str | None = None
    """Name of the series that is compared with a threshold in place of the value, which it is surely beyond."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a test: the signal at `value` (None: no samples) with `traffic` per window, for `length`."""

    length: Duration
    value: float | None
    traffic: float


class Record(Protocol):
    """Writes the recording rules of a query."""

    def __call__(self, query: Query) -> Recorded: ...


class Play(Protocol):
    """Input series (selector to promtool values) that make the signal take each phase's value."""

    def __call__(self, scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]: ...


class PlayShare(Protocol):
    """Input series of which, in each phase, the share `value` is at the level `bad`, and the rest at `well`."""

    def __call__(self, scene: Scene, phases: tuple[Phase, ...], bad: float, well: float) -> Mapping[str, str]: ...


class Turn(Protocol):
    """The recorded value while `part` of the window, 0 to 1, is at `after`, and the rest as it was `before`."""

    def __call__(self, scene: Scene, before: float, after: float, part: float, /) -> float: ...


def gradually(_scene: Scene, before: float, after: float, part: float) -> float:
    """Of what is counted over the window."""
    return before + part * (after - before)


def at_once(_scene: Scene, before: float, after: float, part: float) -> float:
    """Of what there is as of the latest scrape."""
    return after if part else before


class Bound(Protocol):
    """The recorded bound while a signal is played at `value` with `count` samples; `z` as in Confidence."""

    def __call__(self, value: float, count: float, z: float) -> float: ...


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Which quantile of what is observed, 0 to 1, and how to play a share of bad observations."""

    of: float
    play_share: PlayShare


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A series that another service has recorded: its name, labels apart from the service and `by`, and value."""

    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Past:
    """Of a signal that compares with many earlier stretches at once, also with idle ones: what its tests play."""

    enough: tuple[Duration, ...]
    """Lengths of a past that can be compared with, shortest first."""
    too_short: Duration
    fewest: int
    """Earlier stretches of a kind without which that kind is not compared with."""
    parts: Callable[[Query], Mapping[str, tuple[Duration, ...]]]
    """Kinds of earlier stretches, the preferred one first, and how long ago each is."""
    upper_end: Callable[[Sequence[float]], float]
    """Of the band around what the stretches of a kind were."""
    elsewhere: Callable[[Query, float], Iterable[Elsewhere]]
    """Another service's steps on the way to the value."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A named signal; one module of this package each, found by name."""

    name: str
    summary: str
    unit: Unit
    labels: tuple[str, ...]
    """Labels that `by` may name."""
    kind: Literal["threshold", "event"]
    direction: Literal["above", "below", "both"]
    window: Duration
    """Default range window."""
    metrics: tuple[Metric, ...]
    record: Record
    play: Play
    edge_metric: Metric | None = None
    """A histogram whose buckets must have an edge on each threshold."""
    floor: Quantity | None = None
    """Default least traffic per window; its unit says what is counted."""
    baselines: tuple[Duration, ...] = ()
    """How far back the signal compares, first choice first."""
    past: Past | None = None
    fills: bool = False
    """The value adds up over the window, so that it reaches a level only when the window is full of it."""
    first_counts: bool = False
    """A series that appears within the window counts with its whole value, so that no first event is missed."""
    floor_is_level: bool = False
    """The floor is compared with what there is at the moment, against a pace that the window must be full of."""
    tied: bool = False
    """Played, its value and the traffic of one phase decide the traffic of all others."""
    bound: Bound | None = None
    """Signals that are estimated from a sample: what can be said for sure. `traffic` is the sample's size."""
    against_version: bool = False
    """Compares prompt versions with one that the alert must name."""
    lowest: float = 0.0
    """Least value that the signal can take."""
    highest: float = math.inf
    """Greatest value that the signal can take."""
    turn: Turn = gradually
    """How the value gets from one to another."""
    troubles: Literal["share", "level"] = "level"
    """What trouble is measured by: the share of calls that are bad, or how far the value is past the threshold."""
    quantile: Quantiles | None = None
    """Of signals that are one."""
    plain: bool = True
    """Its value follows from the phase that is played, whichever past it has, so that what it records can be tested
    without an alert."""
