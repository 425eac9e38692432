"""Exactly at the threshold, and exactly at the floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.as_recorded import as_recorded, recorded_clock
from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.samples import Sample
    from watchspec_generators.unit_tests.subject import Subject

_UNDER = 0.95
"""Traffic that is too little, in floors."""


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet at the threshold itself; fires at the floor itself, and asks each set of labels for traffic of its own."""
    if subject.sample:
        yield from _fewest(subject, subject.sample)
        if subject.signal.work:
            yield _just_not_sure(subject)
        return
    due, step, end = recorded_clock(subject)
    at_threshold = as_recorded(subject, subject.threshold.value, subject.traffic, end=end)
    yield UnitTest("exactly at the threshold", step, at_threshold, (Check(end),))
    if subject.floor is None:
        return
    at_floor = as_recorded(subject, subject.breach, subject.floor, end=end)
    yield UnitTest(
        "past the threshold, traffic exactly at the floor", step, at_floor, (Check(due, (subject.firing(),)),)
    )
    if len(subject.label_sets) > 1:
        series = as_recorded(subject, subject.breach, _UNDER * subject.floor, end=end)
        series |= as_recorded(subject, subject.healthy, subject.traffic, end=end, which=1)
        yield UnitTest("past the threshold, the traffic elsewhere", step, series, (Check(end),))


def _fewest(subject: Subject, sample: Sample) -> Iterable[UnitTest]:
    """As bad as can be, with as few samples as the floor asks for."""
    if subject.floor is None or not sample.sure(subject.floor):
        return
    due, step, end = recorded_clock(subject)
    read = sample.read(sample.worst, subject.floor)
    # What follows from estimate and size alone is computed anew from what is played.
    bound = read["bound"] if subject.signal.work else None
    series = as_recorded(subject, sample.worst, subject.floor, end=end, bound=bound)
    fires = firing(subject.monitoring, subject.alert, subject.label_sets[0], sample.worst, read)
    yield UnitTest("as bad as can be, samples exactly at the floor", step, series, (Check(due, (fires,)),))


def _just_not_sure(subject: Subject) -> UnitTest:
    """A bound that is the threshold itself."""
    _, step, end = recorded_clock(subject)
    series = as_recorded(subject, subject.breach, subject.traffic, end=end, bound=subject.threshold.value)
    return UnitTest("sure of the threshold exactly", step, series, (Check(end),))
