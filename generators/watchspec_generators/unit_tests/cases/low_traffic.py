"""Past the threshold, but with too little traffic to mean anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.labels import foreign_labels
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject

_SHARE = 0.95
"""Traffic of the case, in floors."""


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet for longer than it takes to fill the window and to hold for `for`, however busy other services are."""
    if subject.floor is None:
        return
    timed, alert = subject.timing, subject.alert
    end = timed.tick_after(timed.onset + alert.window.milliseconds + alert.for_.milliseconds + 2 * timed.tick)
    little = _SHARE * subject.floor
    series = subject.play(subject.until(subject.breach_of(little), end, traffic=little))
    for labels in foreign_labels(subject.monitoring.matchers):
        series |= subject.play(subject.until(subject.breach, end), selected=labels)
    yield UnitTest("past the threshold, traffic under the floor", timed.step, series, (Check(end),))
