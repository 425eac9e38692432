"""Past the threshold until the alert fires, then well again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Stays for `keep_firing_for` after the last breach, and is gone one evaluation later."""
    timed, kept = subject.timing, subject.alert.keep_firing_for.milliseconds
    fired = timed.onset + subject.alert.for_.milliseconds + 2 * timed.tick
    cure = timed.step_after(fired) + 2 * timed.step
    breach = subject.until(subject.breach, cure - 2 * timed.step)
    # While the window holds two samples that differ, it holds something.
    linger = subject.alert.window.milliseconds - timed.step if subject.lingers else 0
    well = timed.tick_after(cure + linger)
    series = subject.play((*breach, subject.cured(well - cure + kept + 2 * timed.step)))
    firing = (subject.firing(),)
    still = (Check(well + kept - 1, firing),) if kept >= 2 * timed.tick else ()
    gone = Check(timed.tick_after(well + kept))
    yield UnitTest("recovery", timed.step, series, (Check(well - 1, firing), *still, gone))
