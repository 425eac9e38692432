"""Tests of what is recorded: each signal at known values, over its whole window, and of nobody else's series."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchspec_generators.rules.queries import queries
from watchspec_generators.signals import Phase
from watchspec_generators.unit_tests.recorded_estimates import estimates
from watchspec_generators.unit_tests.recorded_events import first_events, first_of_both
from watchspec_generators.unit_tests.recorded_pace import paces
from watchspec_generators.unit_tests.stage import Stage
from watchspec_generators.unit_tests.types import UnitTest, Value
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.signals import Signal

_TRAFFIC, _SMALL_SUM = 10.0, 0.04
"""Per window; so little that a rule which asks for 0.1 a second, or for ten cents, does not see it."""
_BUSY = 100.0
"""Traffic of other services, in times of the service's own."""
_PAST_HALF, _WHOLE, _LONG = 1, 2, 4
"""Ticks: more than half a window, more than one, more than two."""


def recorded_tests(monitoring: Monitoring, signal: Signal) -> Mapping[Duration, list[UnitTest]]:
    """Tests of every query of the signal, by window: each has a clock of its own."""
    tests: dict[Duration, list[UnitTest]] = {}
    # The others are tested through their alerts.
    for query in queries(monitoring, signal) if signal.plain else ():
        tests.setdefault(query.window, []).extend(_tests(Stage(monitoring, signal, query)))
    return tests


def _tests(stage: Stage) -> Iterator[UnitTest]:
    nearest = min(stage.query.baselines, default=None)
    yield _course(stage, nearest)
    if stage.signal.first_counts:
        yield from first_events(stage) if stage.signal.unit == "events" else first_of_both(stage)
    if stage.signal.floor_is_level:
        yield from paces(stage)
    if not stage.signal.fills and stage.signal.metrics[0].kind == "counter":
        yield _none_yet(stage)
    if nearest is not None:
        yield from _past(stage, nearest)
    yield from estimates(stage)


def _course(stage: Stage, baseline: Duration | None) -> UnitTest:
    """A value, another one with half the traffic, then no traffic: each is seen for one window and no longer."""
    lead, long = stage.lead(baseline), stage.lasting(_LONG)
    changed, stopped = lead + long, lead + 2 * long
    series = stage.others(Phase(Duration(3 * long), stage.values[1], _BUSY * _TRAFFIC), baseline=baseline)
    checks = [stage.number(changed, name) for name in (stage.value, stage.traffic) if name]
    level = stage.is_level
    for which in range(len(stage.label_sets)):
        first, second = stage.values[::-1] if which else stage.values
        traffic = (which + 1) * _traffic(stage)
        ended = None if level else stage.signal.lowest if stage.signal.fills else second
        amounts = ((first, traffic), (second, _later(stage, traffic, first, second)), (ended, 0.0))
        series |= stage.play(which, *(Phase(Duration(long), *amount) for amount in amounts), baseline=baseline)
        checks += [stage.near(changed, stage.value, which, first)]
        checks += [stage.near(changed, stage.traffic, which, traffic)] if stage.traffic else []
        if stage.signal.metrics[0].kind != "gauge":
            checks.append(stage.near(changed + stage.lasting(_PAST_HALF), stage.value, which, second, differs=True))
        checks.append(stage.near(stopped, stage.value, which, second))
        checks.append(stage.near(changed + stage.lasting(_WHOLE), stage.value, which, second))
        if ended is not None and stage.signal.fills:
            checks.append(stage.near(stopped + stage.lasting(_WHOLE), stage.value, which, ended))
        elif not level:
            checks.append(stage.near(stopped + stage.lasting(_PAST_HALF), stage.value, which, second))
    if not stage.signal.fills:
        checks += [stage.absent(stopped + stage.lasting(_WHOLE), name) for name in stage.estimates]
    return _test(stage, "one value after another, then silence", series, *checks)


def _traffic(stage: Stage) -> float:
    counted = stage.traffic or stage.signal.floor_is_level
    return _TRAFFIC if counted and not stage.query.baselines else _SMALL_SUM


def _later(stage: Stage, traffic: float, first: float, second: float) -> float:
    """The second value's traffic."""
    if stage.query.baselines:
        # What grows from one past can't grow more and be less.
        return traffic * (1 + second) / (1 + first)
    return traffic * second / first if stage.signal.floor_is_level else traffic / 2


def _none_yet(stage: Stage) -> UnitTest:
    """Nothing of what is counted has ever happened: that is 0, not unknown, as long as there is anything to count."""
    long = Duration(stage.lasting(_LONG))
    gone = long.milliseconds + stage.lasting(_PAST_HALF)
    series = stage.play(0, Phase(long, 0.0, _SMALL_SUM), Phase(long, None, 0.0))
    checks = [stage.near(at, stage.value, 0, 0.0) for at in (long.milliseconds, gone)]
    return _test(stage, "none yet", series, *checks)


def _past(stage: Stage, nearest: Duration) -> Iterator[UnitTest]:
    """A past of each age; too young for it; idle at that time."""
    long, other = stage.lasting(_LONG), stage.lasting(_WHOLE)
    for baseline in sorted(stage.query.baselines):
        ago = f"{baseline} ago"
        further = baseline > nearest
        if further:
            grown = Phase(Duration(long), stage.values[0], _SMALL_SUM)
            series = stage.play(0, grown, baseline=baseline)
            series |= stage.others(replace(grown, traffic=_BUSY), baseline=baseline)
            end = stage.lead(baseline) + other
            yield _test(stage, f"against {ago}", series, stage.near(end, stage.value, 0, stage.values[0]))
        aged = other + stage.lasting(_PAST_HALF, baseline)
        steady = Phase(Duration(stage.lasting(_LONG, baseline)), 0.0, _SMALL_SUM)
        series = stage.play(0, Phase(Duration(other), None, 0.0), steady, past=False)
        series |= stage.others(Phase(Duration(other + steady.length.milliseconds), 0.0, _BUSY))
        same = stage.near(aged, stage.value, 0, 0.0) if further else stage.absent(aged, stage.value)
        yield _test(stage, f"was being born {ago}", series, same)
        idle = stage.lasting(_LONG, baseline)
        busy = stage.lasting(_LONG, nearest if further else None)
        phases = (Phase(Duration(idle), stage.signal.lowest, 0.0), Phase(Duration(busy), 0.0, _SMALL_SUM))
        end = idle + busy
        same = stage.near(end, stage.value, 0, 0.0) if further else stage.absent(end, stage.value)
        yield _test(stage, f"idle {ago}", stage.play(0, *phases, past=False), same)


def _test(stage: Stage, what: str, series: Mapping[str, str], *values: Value) -> UnitTest:
    return UnitTest(f"{stage.value}: {what}", stage.step, series, values=values)
