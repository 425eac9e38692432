"""Tests of what is recorded of a signal that compares with many earlier stretches, played as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.samples_at import BEGIN, samples_at
from watchspec_generators.unit_tests.types import UnitTest, Value, recorded, unrecorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.signals.base import Past
    from watchspec_generators.unit_tests.stage import Stage
    from watchspec_generators.values import Duration

_EARLIER = (10.0, 12.0, 9.0, 2.0, 50.0, 11.0, 13.0, 7.0, 30.0, 16.0)
"""What the earlier stretches were, nearest first; each counts in a sum or not."""
_BEYOND, _BELOW = 300.0, 5.0
"""Past the band's upper end, and below it."""


def past_clock(stage: Stage) -> tuple[int, int]:
    """Milliseconds between samples, and until the only evaluation after the start."""
    step = min(stage.query.baselines).milliseconds
    return step, max(stage.query.baselines).milliseconds + step


def past_tests(stage: Stage, past: Past) -> Iterator[UnitTest]:
    """Enough of the preferred kind, of the other kind, of neither; and a value that is not beyond the band."""
    course = _Course(stage, past)
    whole = course.spends(len(_EARLIER))
    near = course.spends(past.fewest)
    strange = course.strangers(course.spends(len(_EARLIER)))
    yield course.test("all of its past, beside another service's", _BEYOND, whole, strange)
    yield course.test("within the band", _BELOW, whole, {})
    yield course.test("a short past", _BEYOND, near, {})
    yield course.test(
        "too short a past, whatever another service has", _BEYOND, course.spends(past.fewest - 1), strange
    )


@dataclass(frozen=True, slots=True)
class _Course:
    stage: Stage
    past: Past

    def spends(self, known: int) -> dict[Duration, float]:
        """How long ago each of the nearest stretches was, and how much it was."""
        ages = sorted(set(self.stage.query.baselines))
        return dict(list(zip(ages, _EARLIER, strict=True))[:known])

    def test(self, what: str, now: float, spends: Mapping[Duration, float], more: Mapping[str, str]) -> UnitTest:
        """One value now, and others before."""
        step, end = past_clock(self.stage)
        spend = self._names[0]
        at = {end // step - ago.milliseconds // step: value for ago, value in spends.items()}
        own = {"service": self.stage.monitoring.service.name, **self.stage.label_sets[0]}
        series = {spend + braced(own): samples_at({**at, end // step: now}), **more, **BEGIN}
        values = tuple(self._values(now, spends, own, end))
        return UnitTest(f"{self.stage.value}: {what}", step, series, values=values)

    def strangers(self, spends: Mapping[Duration, float]) -> dict[str, str]:
        """What another service records on the way, now and at each of the earlier times."""
        step, end = past_clock(self.stage)
        other = {"service": f"not-{self.stage.monitoring.service.name}", **self.stage.label_sets[0]}
        spend, *others = self._names
        ages = {end // step - ago.milliseconds // step: 1000.0 for ago in spends}
        series = {spend + braced(other): samples_at({**ages, end // step: 1000.0})}
        for kind in self.past.parts(self.stage.query):
            for name in others:
                series[name + braced({**other, "past": kind, "back": "1"})] = samples_at({end // step: 1.0})
        return series

    @property
    def _names(self) -> list[str]:
        """Of what is recorded, in the order in which each is made of the ones before."""
        return [rule.record for rule in self.stage.signal.record(self.stage.query).rules]

    def _values(
        self, now: float, spends: Mapping[Duration, float], own: Mapping[str, str], end: int
    ) -> Iterator[Value]:
        _, earlier, usual, band, value = self._names
        judged = []
        for kind, ages in self.past.parts(self.stage.query).items():
            known = [spends[ago] for ago in ages if ago in spends]
            of_kind = {**own, "past": kind}
            for back, ago in enumerate(ages, 1):
                if ago in spends:
                    yield recorded(end, earlier, {**of_kind, "back": str(back)}, spends[ago])
            if len(known) < self.past.fewest:
                yield from (unrecorded(end, name, of_kind) for name in (usual, band))
                continue
            upper = self.past.upper_end(known)
            judged.append(upper)
            yield recorded(end, usual, of_kind, median(known))
            yield recorded(end, band, of_kind, upper)
        if not judged:
            yield unrecorded(end, value, own)
        elif now > judged[0]:
            yield recorded(end, value, own, now - judged[0])
        else:
            yield Value(end, f"abs({value}{braced(own)})", ((own, 0),))
