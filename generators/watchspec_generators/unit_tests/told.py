"""Tests of what the spec tells by hand: `error_ratio is 8% for 10m`, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from watchspec_generators.rules.alerts import fires_without_data
from watchspec_generators.rules.queries import alert_query
from watchspec_generators.signals import SIGNALS, Phase, Scene
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.case_clock import boundaries, case_step
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.subject import Subject, subjects
from watchspec_generators.unit_tests.timing import LONGEST_STEP, begin
from watchspec_generators.unit_tests.types import UnitTest, Value
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.cases import CasePhase, SignalCase
    from watchspec_generators.model.types import SignalAlert
    from watchspec_generators.signals import Signal

_YES: tuple[tuple[Mapping[str, str], float], ...] = (({}, 1.0),)
_ANY_TRAFFIC = 100.0
_ROUNDED, _HAIR = 1e-9, 1e-5
"""Shares by which values are the same, and by which they are made to differ."""


def told_cases(monitoring: Monitoring, alert: SignalAlert) -> tuple[Told, ...]:
    """The cases of an alert, few with a clock of their own."""
    told: list[Told] = []
    for case in alert.cases:
        told.append(Told(monitoring, alert, case, tuple(dict.fromkeys(other.step for other in told))))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Told:
    """A case of an alert, and the series that play it."""

    monitoring: Monitoring
    alert: SignalAlert
    case: SignalCase
    taken: tuple[int, ...] = ()
    """Steps of other cases of the alert."""

    @property
    def played(self) -> Signal:
        """The signal that the case is told by."""
        return SIGNALS[self.case.signal]

    @property
    def subject(self) -> Subject | None:
        """The alert on a threshold, against the nearest past; None: it is about an event."""
        return next(iter(subjects(self.monitoring, self.alert)), None)

    @property
    def step(self) -> int:
        """Milliseconds between samples, and between evaluations."""
        subject, signal = self.subject, SIGNALS[self.alert.signal]
        if subject and signal.past:
            # Each evaluation of a long past costs as much as all of a short case.
            return subject.timing.step
        windowed = subject and any(metric.kind != "gauge" for metric in signal.metrics)
        window = self.alert.window.milliseconds if windowed else None
        lengths = [phase.length.milliseconds for phase in self.case.phases]
        usual = self.monitoring.prometheus.evaluation_interval.milliseconds
        return case_step(lengths, window, usual, before=self._begin_at(LONGEST_STEP)[1], taken=self.taken)

    @property
    def start(self) -> int:
        """Milliseconds before the case begins."""
        return self._begin[1]

    @property
    def end(self) -> int:
        """Milliseconds from the start of the test to the end of the case."""
        return self.start + sum(phase.length.milliseconds for phase in self.phases)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """What is played in the case, in whole steps."""
        ends = (0, *boundaries([phase.length.milliseconds for phase in self.case.phases], self.step))
        lengths = [Duration((end - before) * self.step) for before, end in pairwise(ends)]
        return tuple(
            Phase(length, self._value(phase.value), self._traffic(phase))
            for length, phase in zip(lengths, self.case.phases, strict=True)
        )

    @property
    def labels(self) -> Mapping[str, str]:
        """Values of the labels that split the alert."""
        return {**(self.subject.label_sets[0] if self.subject else {}), **self.case.labels}

    def test(self) -> UnitTest:
        """The case as promtool plays it."""
        return UnitTest(self.case.title, self.step, self._series(), values=tuple(self._values()))

    def _series(self) -> dict[str, str]:
        lead, start = self._begin
        subject = self.subject
        before = (subject.before(start - lead),) if subject and start > lead else ()
        scene = Scene(
            query=alert_query(self.monitoring, self.alert),
            labels={**self.labels, **series_labels(self.monitoring.matchers)},
            interval=Duration(self.step),
            lead=Duration(lead),
            edges=subject.edges if subject else (),
        )
        return dict(self.played.play(scene, (*before, *self.phases)))

    @property
    def _begin(self) -> tuple[int, int]:
        """Lead and start: a past to compare with and a full window, if the case does not tell the past itself."""
        return self._begin_at(self.step)

    def _begin_at(self, step: int) -> tuple[int, int]:
        subject = self.subject
        if subject is None or self.case.signal != self.alert.signal:
            return 0, 0
        seen = fires_without_data(self.alert)
        return begin(self.alert, step, fills=self.played.fills, lead_by=subject.lead_by, seen=seen)

    def _value(self, value: float | None) -> float | None:
        """The value, or a hair short of it where rounding would decide: on a threshold, or on a bucket's edge."""
        subject = self.subject
        if subject is None or value is None or subject.signal is not self.played:
            return value
        sharp = (subject.threshold.value, *(subject.edges if self.played.edge_metric else ()))
        if all(abs(value - limit) > _ROUNDED * abs(limit) for limit in sharp):
            return value
        return min(value * (1 - _HAIR if self.alert.op == ">" else 1 + _HAIR), self.played.highest)

    def _traffic(self, phase: CasePhase) -> float:
        """In a window, or at a moment."""
        if phase.traffic is None:
            return self.subject.traffic if self.subject else _ANY_TRAFFIC
        return phase.traffic if self.played.floor_is_level else phase.traffic * self.alert.window.seconds

    def _values(self) -> list[Value]:
        expected = self.case.expected
        firing = Value(self.end, f"max({self._alerts('firing', self.labels)})", _YES)
        if expected.within:
            return [Value(self.start + expected.within.milliseconds, self._ever(expected.within.milliseconds), _YES)]
        if expected.outcome == "fires":
            return [firing]
        if expected.outcome == "resolves":
            return [Value(self.end, self._alerts("firing")), Value(self.end, self._ever(self.end - self.start), _YES)]
        quiet = Value(self.end, self._ever(self.end - self.start))
        pending = Value(self.end, f"max({self._alerts('pending', self.labels)})", _YES)
        return [quiet, pending] if expected.outcome == "pending" else [quiet]

    def _ever(self, milliseconds: int) -> str:
        """PromQL: 1 if it fired within so long before."""
        # Not as it was when the case began.
        return f"max(max_over_time({self._alerts('firing')}[{Duration(max(1, milliseconds - 1))}]))"

    def _alerts(self, state: str, labels: Mapping[str, str] | None = None) -> str:
        # The rule that fires without data has none of the labels.
        known = {} if any(phase.value is None for phase in self.case.phases) else labels or {}
        return "ALERTS" + braced({"alertname": self.alert.name, "alertstate": state, **known})
