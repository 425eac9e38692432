"""Just short of the threshold, while everything that the alert must not look at is past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.cases.other_service import recorded_elsewhere
from watchspec_generators.unit_tests.labels import foreign_labels
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject

_BUSY = 100
"""Traffic of the other services, in times of the service's own: counted in, they would push it past."""


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet for longer than `for`, though other services are in trouble in the same Prometheus."""
    timed = subject.timing
    end = timed.tick_after(timed.onset + subject.alert.for_.milliseconds + 2 * timed.tick)
    breaching = subject.until(subject.breach, end, traffic=_BUSY * subject.traffic)
    series = subject.play(subject.until(subject.near_miss, end))
    for labels in foreign_labels(subject.monitoring.matchers):
        series |= subject.play(breaching, selected=labels)
    if subject.sample:
        # The bound is made of recorded series, which other services have under the same names.
        series |= recorded_elsewhere(subject, end // timed.step)
    yield UnitTest("just short of the threshold, others past it", timed.step, series, (Check(end),))
