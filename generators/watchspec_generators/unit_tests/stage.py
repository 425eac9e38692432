"""Where what is recorded is tested: a query of a signal, its clock, and values far apart."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from watchspec_generators.exporter_config import edges
from watchspec_generators.rules.recording import recording_rules
from watchspec_generators.signals import Phase, Scene
from watchspec_generators.signals.playing import braced
from watchspec_generators.signals.versions import PROMPT
from watchspec_generators.unit_tests.labels import foreign_labels, label_sets, series_labels
from watchspec_generators.unit_tests.timing import LONGEST_STEP
from watchspec_generators.unit_tests.types import Value
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.signals import Query, Signal

_FEWEST = 15
"""Twice the samples in a window: windows end between samples, so that Prometheus 2 and 3 see the same."""
_OFF = 0.02
"""Share by which a value may be off: Prometheus extrapolates."""


_SHARE = re.compile(r"_p(\d\d)$")
"""How names of quantiles end."""


def clock(window: Duration) -> tuple[int, int]:
    """Milliseconds between samples, and between evaluations.

    A window is a whole number of samples and a half; evaluations are a little more than half a window apart.
    """
    twice = 2 * window.milliseconds
    least = max(_FEWEST, twice // LONGEST_STEP) | 1
    halves = next((number for number in range(least, 4 * least, 2) if twice % number == 0), least)
    step = max(1, twice // halves)
    return step, (halves // 4 + 1) * step


@dataclass(frozen=True, slots=True)
class Stage:
    """A query of a signal under test."""

    monitoring: Monitoring
    signal: Signal
    query: Query

    @property
    def step(self) -> int:
        """Milliseconds between samples."""
        return clock(self.query.window)[0]

    @property
    def tick(self) -> int:
        """Milliseconds between evaluations: just over half a window, so that two of them are just over a whole one."""
        return clock(self.query.window)[1]

    def lasting(self, ticks: int, longer: Duration | None = None) -> int:
        """Milliseconds of whole ticks: so many, and enough more for `longer`."""
        return (ticks + math.ceil((longer.milliseconds if longer else 0) / self.tick)) * self.tick

    @property
    def values(self) -> tuple[float, float]:
        """Two values that the signal can take, far apart."""
        if self.signal.highest < math.inf:
            return 0.2 * self.signal.highest, 0.6 * self.signal.highest
        if not self.edges:
            return 3.0, 12.0
        high = 2 * len(self.edges) // 3
        share = _SHARE.search(self.signal.name)
        # A quantile can hardly be less: with nearly everything in the first bucket, its share of that.
        least = min(1.02 * int(share[1]) / 100, 0.999) if share else 1.0
        return least * self.edges[0], (self.edges[high - 1] + self.edges[high]) / 2

    @property
    def edges(self) -> tuple[float, ...]:
        """Bucket edges of the signal's histogram, if it is of one."""
        known = edges(self.monitoring)
        return next((known[metric.name] for metric in self.signal.metrics if metric.name in known), ())

    @property
    def label_sets(self) -> list[dict[str, str]]:
        """Two sets of values of the `by` labels, or one."""
        return label_sets(self.monitoring, self.query)

    @property
    def is_level(self) -> bool:
        """Whether its value is what there is at the moment, with or without traffic."""
        return self.signal.floor_is_level or not any("[" in rule.expr for rule in self.signal.record(self.query).rules)

    @property
    def value(self) -> str:
        """Name of the recorded value."""
        return self.signal.record(self.query).value

    @property
    def estimates(self) -> tuple[str, ...]:
        """Names of the series that there are only with traffic: the value, and others that it is made of."""
        of = self.signal.work(self.query, 0.0, 1.0).estimates if self.signal.work else ()
        return (self.value, *of)

    @property
    def traffic(self) -> str | None:
        """Name of the recorded traffic, if it is recorded."""
        traffic = self.signal.record(self.query).traffic
        names = (rule["record"] for rule in recording_rules(self.monitoring, self.signal))
        return traffic if traffic in names else None

    def lead(self, baseline: Duration | None) -> int:
        """Milliseconds before the first phase: a past to compare with, or in which series grow old."""
        if baseline is None and not self.signal.first_counts:
            return 0
        return self.lasting(2, baseline)

    def play(self, which: int, *phases: Phase, baseline: Duration | None = None, past: bool = True) -> dict[str, str]:
        """Input series of the service with the `which`th set of labels."""
        own = series_labels(self.monitoring.matchers)
        return self._play({**self.label_sets[which], **own}, phases, baseline, past=past, foreign=False)

    def others(self, *phases: Phase, baseline: Duration | None = None) -> dict[str, str]:
        """Input series of other services, with the first set of labels."""
        series: dict[str, str] = {}
        for labels in foreign_labels(self.monitoring.matchers):
            series |= self._play({**self.label_sets[0], **labels}, phases, baseline, past=True, foreign=True)
        return series

    def _play(
        self,
        labels: Mapping[str, str],
        phases: tuple[Phase, ...],
        baseline: Duration | None,
        *,
        past: bool,
        foreign: bool,
    ) -> dict[str, str]:
        query = replace(self.query, baselines=(baseline,) if baseline else ())
        lead = Duration(self.lead(baseline) if past else 0)
        scene = Scene(query, labels, Duration(self.step), lead, self.edges, foreign=foreign)
        return dict(self.signal.play(scene, phases))

    def near(self, at: int, name: str, which: int, expected: float, *, differs: bool = False) -> Value:
        """The recorded series is about `expected`, or `differs` from it."""
        series = self.series(name, self.label_sets[which])
        distance = f"abs({series} / {expected!r} - 1)" if expected else f"abs({series})"
        samples = (({"service": self.monitoring.service.name, **self.label_sets[which]}, 1.0),)
        return Value(at, f"{distance} {'>' if differs else '<'} bool {_OFF}", samples)

    def absent(self, at: int, name: str) -> Value:
        """Nothing is recorded under the name."""
        return Value(at, self.series(name, {}))

    def number(self, at: int, name: str) -> Value:
        """As many series as there are sets of labels; where prompts are told apart, baselines are among them."""
        found = {tuple(labels.items()) for labels in self.label_sets}
        if self.signal.against_version and PROMPT in self.query.by:
            found |= {tuple({**labels, PROMPT: self.query.against or ""}.items()) for labels in self.label_sets}
        return Value(at, f"count({self.series(name, {})})", (({}, float(len(found))),))

    def series(self, name: str, labels: Mapping[str, str]) -> str:
        """Selector of recorded series of the service."""
        return name + braced({"service": self.monitoring.service.name, **labels})
