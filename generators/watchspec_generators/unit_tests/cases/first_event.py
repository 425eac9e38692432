"""Signals that count events: the first one of a series that was not there before, and a restart that is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from watchspec_generators.signals.playing import series_selector
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject

_BORN = 2
"""The sample with which the new series begins."""


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Fires for the events that a series is born with, once `for` is over and for one window; quiet after a restart."""
    if not subject.signal.first_counts:
        return
    if subject.alert.for_ < subject.alert.window:
        yield _born(subject)
    yield _restarted(subject)


def _born(subject: Subject) -> UnitTest:
    timed, alert = subject.timing, subject.alert
    events = math.floor(subject.threshold.value) + 1
    born = _BORN * timed.step
    due, forgotten = (
        timed.tick_after(born + alert.for_.milliseconds),
        timed.tick_after(born + alert.window.milliseconds),
    )
    gone = timed.tick_after(forgotten + alert.keep_firing_for.milliseconds)
    fires = (firing(subject.monitoring, alert, subject.label_sets[0], float(events)),)
    early = (Check(due - 1),) if due > born else ()
    values = f"_x{_BORN} {events}x{timed.step_after(gone) // timed.step}"
    checks = (*early, Check(due, fires), Check(forgotten - 1, fires), Check(gone))
    return UnitTest("the first events of a new series", timed.step, {_selector(subject): values}, checks)


def _restarted(subject: Subject) -> UnitTest:
    timed, alert = subject.timing, subject.alert
    events = math.floor(subject.threshold.value) + 1
    end = timed.tick_after(timed.start + 2 * timed.step + alert.window.milliseconds + alert.for_.milliseconds)
    values = f"{events}x{timed.start // timed.step} 0x{timed.step_after(end - timed.start) // timed.step}"
    checks = (Check(timed.tick_after(timed.start)), Check(timed.tick_after(timed.start + timed.step)), Check(end))
    return UnitTest("a restart after old events", timed.step, {_selector(subject): values}, checks)


def _selector(subject: Subject) -> str:
    labels = {**subject.label_sets[0], **series_labels(subject.monitoring.matchers)}
    return series_selector(subject.signal.metrics[0].name, labels, "new")
