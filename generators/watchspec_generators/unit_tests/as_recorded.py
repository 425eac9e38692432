"""Series under the names that rules record, played as they are: exact values, which no rule can compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.timing import LONGEST_STEP

if TYPE_CHECKING:
    from watchspec_generators.unit_tests.subject import Subject


def recorded_clock(subject: Subject) -> tuple[int, int, int]:
    """When an alert on series that are there from the start is due, milliseconds between samples, and a time after."""
    tick = subject.timing.tick
    due = subject.timing.tick_after(subject.alert.for_.milliseconds)
    return due, min(tick, LONGEST_STEP), due + 2 * tick


def as_recorded(
    subject: Subject, value: float, traffic: float, *, end: int, which: int = 0, bound: float | None = None
) -> dict[str, str]:
    """The signal at `value` with `traffic`, for the `which`th set of labels, up to `end` and a little longer.

    `bound`: where rules can't compute it from the two, so that it stays as it is played.
    """
    recorded = subject.signal.record(subject.query)
    labels = {"service": subject.monitoring.service.name, **subject.label_sets[which]}
    samples = end // recorded_clock(subject)[1] + 1
    given = {recorded.value: value, recorded.traffic: traffic, recorded.bound: bound}
    return {
        name + braced(labels): f"{number!r}+0x{samples}"
        for name, number in given.items()
        if name is not None and number is not None
    }
