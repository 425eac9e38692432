"""Past the threshold, but for less than `for`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet to the last evaluation before `for` is over, and after the cure that comes in time."""
    timed, held = subject.timing, subject.alert.for_.milliseconds
    if held < 2 * timed.tick:
        return
    due = timed.onset + held
    cure = (due - 1) // timed.step * timed.step
    if cure <= timed.onset or subject.lingers:
        series = subject.play(subject.until(subject.breach, due))
        yield UnitTest("past the threshold, shorter than for", timed.step, series, (Check(due - 1),))
        return
    breach = subject.until(subject.breach, cure - 2 * timed.step)
    series = subject.play((*breach, subject.cured(held)))
    checks = (Check(cure - 1), Check(timed.tick_after(due) + timed.tick))
    yield UnitTest("past the threshold, shorter than for", timed.step, series, checks)
