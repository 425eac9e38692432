"""Signals that compare with the past: services that have none, or an idle one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.alerts import fires_without_data
from watchspec_generators.signals import Phase
from watchspec_generators.unit_tests.types import Check, UnitTest
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet for a service younger than the time compared with, even as it comes of age, and after an idle time."""
    if subject.baseline is None or fires_without_data(subject.alert):
        return
    timed, held = subject.timing, subject.alert.for_.milliseconds
    of_age = timed.tick_after(subject.baseline.milliseconds + held + 3 * timed.tick)
    steady = Phase(Duration(timed.step_after(of_age)), 0.0, subject.traffic)
    yield UnitTest(
        f"a service {subject.baseline} old", timed.step, subject.play((steady,), past=False), (Check(of_age),)
    )
    end = timed.tick_after(timed.onset + held + 2 * timed.tick)
    idle = Phase(Duration(timed.start), subject.signal.lowest, 0.0)
    series = subject.play((idle, subject.until(subject.breach, end)[-1]), past=False)
    yield UnitTest(f"idle {subject.baseline} before", timed.step, series, (Check(end),))
