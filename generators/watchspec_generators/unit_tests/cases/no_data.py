"""No series of the service at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.alerts import NO_DATA, fires_without_data, no_data_texts
from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.types import Check, Firing, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet for ever, or fires once `for` is over, as the spec chose."""
    tick, held = subject.timing.tick, subject.alert.for_.milliseconds
    due = -(-held // tick) * tick
    if not fires_without_data(subject.alert):
        yield UnitTest("no data", subject.timing.step, {}, (Check(due + 2 * tick),))
        return
    early = (Check(due - 1),) if due else ()
    yield UnitTest("no data", subject.timing.step, {}, (*early, Check(due, (_silent(subject),))))


def _silent(subject: Subject) -> Firing:
    fired = firing(subject.monitoring, subject.alert, {}, 1.0)
    texts = no_data_texts(subject.monitoring, subject.alert)
    return Firing({**fired.labels, **NO_DATA}, {**fired.annotations, **texts})
