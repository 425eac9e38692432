"""Alerts on signals with a threshold: a share of bad calls, or a value so many times past the threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from watchspec_generators.detection.playing import SLIGHTLY_LESS, clocks, placed
from watchspec_generators.exporter_config import edges
from watchspec_generators.model import SignalAlert
from watchspec_generators.model.promises import ANY, SHARES, TENFOLD, TWICE
from watchspec_generators.signals import Phase, Scene
from watchspec_generators.signals.base import at_once
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.subject import Subject, subjects
from watchspec_generators.unit_tests.timing import LONGEST_STEP
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.detection.grid import Grid
    from watchspec_generators.detection.trouble import Measure, Moment
    from watchspec_generators.model import AnyAlert, Monitoring

_TIMES = ((TENFOLD, 10.0), (TWICE, 2.0))
"""How far a value is past its threshold."""
_HAIR = 1e-9
_SAMPLES = 30
"""Least samples in a window of a test."""
_USUAL = 2.0
"""In thresholds, a value that is well, where too little is trouble."""


@dataclass(frozen=True)
class SignalTrouble:
    """`size`: the share of what is judged that is bad, or the value."""

    subject: Subject
    name: str
    size: float

    @property
    def measure(self) -> Measure:
        """What the name counts."""
        return "share" if _of_shares(self.subject) else "threshold"

    @property
    def alert(self) -> SignalAlert:
        """The alert."""
        return self.subject.alert

    @property
    def begins(self) -> int | None:
        """Whenever it may."""
        return None

    @property
    def grid(self) -> Grid:
        """Scrapes and evaluations as they are at work."""
        return clocks(self.subject.monitoring)

    @property
    def trial(self) -> Grid:
        """Those of its test: the same."""
        return self.grid

    @property
    def settled(self) -> int:
        """The window is full, whenever scrapes are."""
        return self.alert.window.milliseconds + 2 * self.grid.scrape

    @property
    def past(self) -> int:
        """Two windows, so that nothing counts as new, and what the signal compares with."""
        baseline = self.subject.baseline.milliseconds if self.subject.baseline else 0
        return baseline + 2 * self.alert.window.milliseconds + 4 * self.trial.scrape

    @property
    def ticks(self) -> Duration | None:
        """As often as there must be a recorded value to compare with."""
        if not self.subject.signal.past:
            return None
        return Duration(math.gcd(*(baseline.milliseconds for baseline in self.alert.baselines)) // 24)

    def holds(self, grid: Grid, time: int) -> bool:
        """Whether value, bound and traffic are past what the alert asks for."""
        part = grid.part(self.alert.window.milliseconds, time)
        if self.subject.signal.turn is at_once:
            part = float(grid.scrapes(time) > 0)
        value = self._value(part)
        limit, sign = self._limit, 1 if self._upwards else -1
        return sign * (value - limit) > _HAIR * max(abs(limit), _HAIR)

    def series(self, grid: Grid, at: Moment) -> Mapping[str, str]:
        """Series of which the trouble begins at the last moment before a scrape."""
        shape = placed(grid, at)
        scene = self._scene(grid)
        past = scene.lead.milliseconds // grid.scrape
        phases = (
            Phase(Duration((shape.well - past) * grid.scrape), self._before, self._traffic),
            Phase(Duration(shape.bad * grid.scrape), self._played_value, self._traffic),
        )
        window = self.alert.window.milliseconds
        step = window // _SAMPLES
        # What is read as of a moment must not be forgotten by then.
        forgotten = self.subject.baseline is not None or self.subject.signal.turn is at_once
        return shape.written(self._played(scene, phases), (window,), min(step, LONGEST_STEP) if forgotten else step)

    def _played(self, scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
        signal = self.subject.signal
        if signal.quantile is None:
            return signal.play(scene, phases)
        upwards, limit = self.alert.op == ">", self.subject.threshold.value
        bad, well = (2 * limit, 0.0) if upwards else (limit / 2, math.inf)
        return signal.quantile.play_share(scene, phases, bad, well)

    @cached_property
    def _real_scene(self) -> Scene:
        return self._scene(self.grid)

    def _scene(self, grid: Grid) -> Scene:
        monitoring, baseline, step = self.subject.monitoring, self.subject.baseline, grid.scrape
        lead = baseline.milliseconds + self.alert.window.milliseconds if baseline else 0
        own = series_labels(monitoring.matchers)
        histograms = [metric.name for metric in self.subject.signal.metrics if metric.kind == "histogram"]
        return Scene(
            query=self.subject.query,
            labels={**self.subject.label_sets[0], **own},
            interval=Duration(step),
            lead=Duration(-(-lead // step) * step),
            edges=edges(monitoring)[histograms[0]] if histograms else (),
        )

    @property
    def _upwards(self) -> bool:
        """Whether more is worse, of what `_value` gives: of a quantile, the share of bad calls."""
        return self.alert.op == ">" or self.subject.signal.quantile is not None

    @property
    def _limit(self) -> float:
        quantile = self.subject.signal.quantile
        return self.subject.threshold.value if quantile is None else _allowed(self.subject)

    @cached_property
    def _before(self) -> float:
        """The recorded value, or the share of bad calls, while all is well."""
        signal = self.subject.signal
        if _of_shares(self.subject):
            return 0.0 if self._upwards else signal.highest
        if self.alert.op == ">":
            return max(signal.lowest, 0.0)
        return min(signal.highest, _USUAL * self.subject.threshold.value)

    @cached_property
    def _after(self) -> float:
        if not _of_shares(self.subject):
            return self.size
        return self.size if self._upwards else self.subject.signal.highest - self.size

    @property
    def _played_value(self) -> float:
        return self._before + (self._after - self._before) * SLIGHTLY_LESS

    @cached_property
    def _traffic(self) -> float:
        """What is well above the floor, also before spend has grown to it."""
        grown = 1 + self.size if self.subject.signal.fills and self.subject.floor else 1.0
        return self.subject.traffic * grown

    def _value(self, part: float) -> float:
        value = self.subject.signal.turn(self._real_scene, self._before, self._after, part)
        sample = self.subject.sample
        return value if sample is None else sample.read(value, self._traffic)["bound"]


def troubles(monitoring: Monitoring, alert: AnyAlert) -> Iterator[SignalTrouble]:
    """Shares of bad calls or of what else is judged; of other values, multiples of the threshold."""
    for subject in subjects(monitoring, alert)[:1] if isinstance(alert, SignalAlert) else ():
        if _of_shares(subject):
            yield from (SignalTrouble(subject, *each) for each in shares(_allowed(subject)))
        else:
            yield from (SignalTrouble(subject, *each) for each in _levels(subject))


def shares(allowed: float) -> Iterator[tuple[str, float]]:
    """How many calls may be bad, by name, where so many are allowed to be."""
    yield from SHARES.items()
    yield TWICE, min(1.0, 2 * allowed)


def _allowed(subject: Subject) -> float:
    """The share that may be bad before the alert fires."""
    value, quantile = subject.threshold.value, subject.signal.quantile
    if quantile is not None:
        return float(f"{1 - quantile.of if subject.alert.op == '>' else quantile.of:.12g}")
    return value if subject.alert.op == ">" else float(f"{subject.signal.highest - value:.12g}")


def _of_shares(subject: Subject) -> bool:
    return subject.signal.troubles == "share" or subject.signal.quantile is not None


def _levels(subject: Subject) -> Iterator[tuple[str, float]]:
    limit, signal = subject.threshold.value, subject.signal
    if limit == 0:
        yield ANY, subject.breach
        return
    upwards = (subject.alert.op == ">") == (limit > 0)
    for name, times in _TIMES:
        level = limit * times if upwards else limit / times
        # Some signals can't be so far off.
        if signal.lowest <= level <= signal.highest:
            yield name, level
