"""Tests of raw alerts: the cases that the spec gives by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.cases import SeriesCase
    from watchspec_generators.model.types import RawAlert


def raw_tests(monitoring: Monitoring, alert: RawAlert) -> Iterator[UnitTest]:
    """One test per case."""
    for case in alert.cases:
        expected = (firing(monitoring, alert, case.labels, case.value or 0.0),) if case.fires else ()
        yield UnitTest(case.title, case.interval.milliseconds, case.series, (Check(case.at.milliseconds, expected),))


def raw_tick(cases: tuple[SeriesCase, ...]) -> int:
    """Between evaluations, in milliseconds: the shortest interval of the cases."""
    return min(case.interval.milliseconds for case in cases)
