"""Another service, whose signals are recorded under the same names, is past the threshold."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from watchspec_generators.rules.alerts import fires_without_data
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.as_recorded import recorded_clock
from watchspec_generators.unit_tests.labels import carried
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.unit_tests.subject import Subject

_ANY = 0.5


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet: the other service has rules of its own."""
    if fires_without_data(subject.alert):
        return
    _, step, end = recorded_clock(subject)
    series = recorded_elsewhere(subject, end // step + 1)
    yield UnitTest("another service past the threshold", step, series, (Check(end),))


def recorded_elsewhere(subject: Subject, samples: int) -> dict[str, str]:
    """What another service's rules record while it is past the threshold."""
    recorded = subject.signal.record(subject.query)
    values = {recorded.value: subject.breach, **({recorded.traffic: subject.traffic} if recorded.traffic else {})}
    if recorded.bound and subject.sample:
        values[recorded.bound] = subject.sample.read(subject.breach, subject.traffic)["bound"]
        # What the bound is made of has to be there; what it says does not matter.
        values = {**{rule.record: _ANY for rule in recorded.rules}, **values}
    series = {(name, _labels(subject, name)): value for name, value in values.items()}
    for one in subject.signal.past.elsewhere(subject.query, subject.breach) if subject.signal.past else ():
        series[one.name, _labels(subject, one.name, one.labels)] = one.value
    return {name + labels: f"{value!r}+0x{samples}" for (name, labels), value in series.items()}


def _labels(subject: Subject, record: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
    split = carried(record, subject.label_sets[0])
    return braced({"service": f"not-{subject.monitoring.service.name}", **split, **more})
