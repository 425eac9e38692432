"""Another service, whose signals are recorded under the same names, is past the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.alerts import fires_without_data
from watchspec_generators.unit_tests.as_recorded import as_recorded, recorded_clock
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet: the other service has rules of its own."""
    if fires_without_data(subject.alert):
        return
    _, step, end = recorded_clock(subject)
    foreign = f"not-{subject.monitoring.service.name}"
    series = as_recorded(subject, subject.breach, subject.traffic, end=end, service=foreign)
    yield UnitTest("another service past the threshold", step, series, (Check(end),))
