"""A handful of samples, all of them as bad as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject

_FEW = 9


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet, if the alert asks for more: nine answers are an accident."""
    if subject.sample is None or subject.floor is None or subject.floor <= _FEW:
        return
    timed, alert = subject.timing, subject.alert
    end = timed.tick_after(timed.onset + alert.window.milliseconds + alert.for_.milliseconds + 2 * timed.tick)
    series = subject.play(subject.until(subject.sample.worst, end, traffic=_FEW))
    yield UnitTest(f"{_FEW} samples, all as bad as can be", timed.step, series, (Check(end),))
