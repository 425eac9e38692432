"""Signals that count events: the first one of a series that was not there before, and a restart that is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from watchspec_generators.signals import Phase
from watchspec_generators.signals.playing import BORN, series_selector
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.types import Check, UnitTest
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Fires for the events that a series is born with, once `for` is over and for one window; quiet after a restart."""
    if not subject.signal.first_counts:
        return
    if subject.alert.for_ < subject.alert.window:
        yield _born(subject)
    if _counts(subject):
        yield _restarted(subject)


def _counts(subject: Subject) -> bool:
    """Whether the signal is the number of the events, rather than a share of them."""
    return subject.signal.unit == "events"


def _born(subject: Subject) -> UnitTest:
    timed, alert = subject.timing, subject.alert
    born = BORN * timed.step
    due, forgotten = (
        timed.tick_after(born + alert.for_.milliseconds),
        timed.tick_after(born + alert.window.milliseconds),
    )
    gone = timed.tick_after(forgotten + alert.keep_firing_for.milliseconds)
    series, value = _new(subject, timed.step_after(gone))
    fires = (firing(subject.monitoring, alert, subject.label_sets[0], value),)
    early = (Check(due - 1),) if due > born else ()
    checks = (*early, Check(due, fires), Check(forgotten - 1, fires), Check(gone))
    return UnitTest("the first events of a new series", timed.step, series, checks)


def _new(subject: Subject, length: int) -> tuple[dict[str, str], float]:
    """New series, and the signal's value for one window."""
    if not _counts(subject):
        phase = Phase(Duration(length), subject.breach, subject.traffic)
        return subject.play((phase,), born=True), subject.breach
    events = math.floor(subject.threshold.value) + 1
    return {_selector(subject): f"_x{BORN} {events}x{length // subject.timing.step}"}, float(events)


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
