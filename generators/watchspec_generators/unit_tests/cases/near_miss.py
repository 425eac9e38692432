"""Just short of the threshold, while everything that the alert must not look at is past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.signals.playing import escaped
from watchspec_generators.unit_tests.labels import foreign_labels
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.subject import Subject


def cases(subject: Subject) -> Iterable[UnitTest]:
    """Quiet for longer than `for`, though other services are in trouble in the same Prometheus."""
    timed = subject.timing
    end = timed.tick_after(timed.onset + subject.alert.for_.milliseconds + 2 * timed.tick)
    breaching = subject.until(subject.breach, end)
    series = subject.play(subject.until(subject.near_miss, end))
    for labels in foreign_labels(subject.monitoring.matchers):
        series |= subject.play(breaching, selected=labels)
    series |= _recorded_elsewhere(subject, end)
    yield UnitTest("just short of the threshold, others past it", timed.step, series, (Check(end),))


def _recorded_elsewhere(subject: Subject, end: int) -> dict[str, str]:
    recorded = subject.signal.record(subject.query)
    labels = {"service": f"not-{subject.monitoring.service.name}", **subject.label_sets[0]}
    inner = ",".join(f'{label}="{escaped(value)}"' for label, value in labels.items())
    samples = end // subject.timing.step + 1
    # Past any threshold that a test could hold against it, in either direction.
    value = subject.breach
    series = {f"{recorded.value}{{{inner}}}": f"{value!r}+0x{samples}"}
    if recorded.traffic:
        series[f"{recorded.traffic}{{{inner}}}"] = f"{subject.traffic!r}+0x{samples}"
    return series
