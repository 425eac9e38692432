"""Past the threshold for longer than `for`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Fires once `for` is over and not one evaluation sooner, for the one set of labels that is past."""
    timed = subject.timing
    due = timed.tick_after(timed.onset + subject.alert.for_.milliseconds)
    series = subject.play(subject.until(subject.breach, due))
    if len(subject.label_sets) > 1:
        series |= subject.play(subject.until(subject.healthy, due), which=1)
    checks = (*((Check(due - 1),) if due > timed.onset else ()), Check(due, (subject.firing(),)))
    past = f", against {subject.baseline} before" if subject.baseline else ""
    yield UnitTest(f"past the threshold, longer than for{past}", timed.step, series, checks)
