"""Signals that compare with the past: services that have none, or an idle one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchspec_generators.rules.alerts import fires_without_data
from watchspec_generators.signals import Phase
from watchspec_generators.unit_tests.types import Check, UnitTest
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet for a service younger than the time compared with, even as it comes of age.

    After an idle time it is quiet too, or fires at the threshold where idle hours are a past like any other.
    """
    if subject.baseline is None or fires_without_data(subject.alert):
        return
    timed, held = subject.timing, subject.alert.for_.milliseconds
    of_age = timed.tick_after(subject.baseline.milliseconds + held + 3 * timed.tick)
    steady = Phase(Duration(timed.step_after(of_age)), 0.0, subject.traffic)
    yield UnitTest(
        f"a service {subject.baseline} old", timed.step, subject.play((steady,), past=False), (Check(of_age),)
    )
    yield from _idle(subject)
    if subject.signal.past:
        too_short = subject.signal.past.too_short.scaled(subject.monitoring.time_scale)
        young = replace(subject, baseline=too_short)
        end = young.timing.tick_after(young.timing.onset + held + 2 * timed.tick)
        series = young.play(young.until(young.breach, end))
        yield UnitTest(f"past the threshold, {too_short} old", young.timing.step, series, (Check(end),))


def _idle(subject: Subject) -> Iterable[UnitTest]:
    timed = subject.timing
    end = timed.tick_after(timed.onset + subject.alert.for_.milliseconds + 2 * timed.tick)
    idle = Phase(Duration(timed.start), subject.signal.lowest, 0.0)
    breach, near_miss = (
        subject.play((idle, subject.until(value, end)[-1]), past=False) for value in (subject.breach, subject.near_miss)
    )
    if not subject.signal.past:
        yield UnitTest(f"idle {subject.baseline} before", timed.step, breach, (Check(end),))
        return
    yield UnitTest(f"idle for {subject.baseline}", timed.step, breach, (Check(end, (subject.firing(),)),))
    yield UnitTest(f"idle for {subject.baseline}, short of the threshold", timed.step, near_miss, (Check(end),))
