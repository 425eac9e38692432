"""Tests of what follows from a recorded estimate and its sample's size: exact bounds, from few samples and many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.signals.base import Worked
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.labels import carried
from watchspec_generators.unit_tests.types import UnitTest, Value, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from watchspec_generators.signals.base import Work
    from watchspec_generators.unit_tests.stage import Stage

_FEW, _MANY = 2.5, 400.0
"""Samples: so few that each part of a bound weighs, and so many that the estimate does most."""


def estimates(stage: Stage) -> Iterator[UnitTest]:
    """What is sure of one value from few samples, and a tick later of another from many; another service's differ."""
    work = stage.signal.work or _bound_alone(stage)
    if work is None or stage.query.confidence is None:
        return
    series: dict[str, str] = {}
    checks: list[Value] = []
    service = stage.monitoring.service.name
    for which, split in enumerate(stage.label_sets):
        values = stage.values[::-1] if which else stage.values
        for name, found in ((service, values), (f"not-{service}", values[::-1])):
            labels = {"service": name, **split}
            worked = [work(stage.query, *sample) for sample in zip(found, (_FEW, _MANY), strict=True)]
            series |= _played(stage, labels, worked)
            checks += _checks(stage, labels, worked) if name == service else []
    yield UnitTest(f"{stage.value}: what few samples and many make sure", stage.step, series, values=tuple(checks))


def _bound_alone(stage: Stage) -> Work | None:
    done, bound, confidence = stage.signal.record(stage.query), stage.signal.bound, stage.query.confidence
    value, count, sure = done.value, done.traffic, done.bound
    if count is None or sure is None or bound is None or confidence is None:
        return None
    return lambda _, given, of: Worked({value: given}, {count: of}, {sure: bound(given, of, confidence.z)})


def _played(stage: Stage, labels: Mapping[str, str], worked: Sequence[Worked]) -> dict[str, str]:
    first, second = ({**one.estimates, **one.sizes} for one in worked)
    samples = stage.tick // stage.step
    return {
        name + braced(carried(name, labels)): f"{value!r}+0x{samples} {second[name]!r}+0x{samples - 1}"
        for name, value in first.items()
    }


def _checks(stage: Stage, labels: Mapping[str, str], worked: Sequence[Worked]) -> list[Value]:
    return [
        recorded(number * stage.tick, name, carried(name, labels), value)
        for number, one in enumerate(worked, start=1)
        for name, value in one.made.items()
    ]
