"""Tests of the alerts on monitoring itself: absent telemetry and the watchdog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.queries import alert_query
from watchspec_generators.signals import SIGNALS, Phase, Scene
from watchspec_generators.unit_tests.labels import foreign_labels, series_labels
from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.types import Check, UnitTest
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import SignalAlert

_LONGEST_STEP = 60_000
"""Between samples, in milliseconds: well inside the five minutes after which Prometheus forgets one."""


def event_step(alert: SignalAlert) -> int:
    """Between samples and between evaluations."""
    limits = [alert.for_.milliseconds // 4, alert.keep_firing_for.milliseconds // 3]
    return max(1, min([_LONGEST_STEP, *(limit for limit in limits if limit)]))


def event_tests(monitoring: Monitoring, alert: SignalAlert) -> Iterator[UnitTest]:
    """Fires without the service's series; if it looks at any, quiet with them, and again fires when they go."""
    step, held = event_step(alert), alert.for_.milliseconds
    due = -(-held // step) * step
    fires = (firing(monitoring, alert, {}, 1.0),)
    early = (Check(due - 1),) if due else ()
    others = _others(monitoring, alert, due + step)
    yield UnitTest("only other services report", step, others, (*early, Check(due, fires)))
    present = _play(monitoring, alert, (due + 3 * step, 1.0))
    if not present:
        yield UnitTest("nothing reports", step, {}, (*early, Check(due, fires)))
        return
    yield UnitTest("the service reports", step, present, (Check(due + 2 * step),))
    yield _comes_and_goes(monitoring, alert, step, due)


def _comes_and_goes(monitoring: Monitoring, alert: SignalAlert, step: int, due: int) -> UnitTest:
    fires, kept = (firing(monitoring, alert, {}, 1.0),), alert.keep_firing_for.milliseconds
    gone = 3 * step
    back = gone + due + 2 * step
    ended = back + -(-kept // step) * step
    phases = ((gone - step, 1.0), (back - gone, None), (ended - back + 2 * step, 1.0))
    early = (Check(gone + due - 1),) if due else ()
    still = (Check(back + kept - 1, fires),) if kept else ()
    checks = (*early, Check(gone + due, fires), Check(back - 1, fires), *still, Check(ended))
    return UnitTest("the service falls silent and comes back", step, _play(monitoring, alert, *phases), checks)


def _others(monitoring: Monitoring, alert: SignalAlert, length: int) -> Mapping[str, str]:
    series: dict[str, str] = {}
    for labels in foreign_labels(monitoring.matchers):
        series |= _play(monitoring, alert, (length, 1.0), labels=labels)
    return series


def _play(
    monitoring: Monitoring,
    alert: SignalAlert,
    *phases: tuple[int, float | None],
    labels: Mapping[str, str] | None = None,
) -> Mapping[str, str]:
    scene = Scene(
        query=alert_query(monitoring, alert),
        labels=series_labels(monitoring.matchers) if labels is None else labels,
        interval=Duration(event_step(alert)),
        lead=Duration(0),
    )
    played = tuple(Phase(Duration(length), value, 1.0) for length, value in phases)
    return SIGNALS[alert.signal].play(scene, played)
