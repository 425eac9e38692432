"""Tests of recorded counts of events: series that are new, that come back soon, and that come back late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.signals import Phase
from watchspec_generators.signals.playing import series_selector
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.types import UnitTest, Value
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec.catalogue import Metric
    from watchspec_generators.unit_tests.stage import Stage


def first_events(stage: Stage) -> Iterator[UnitTest]:
    """The events that a series is born with count once; after a gap they do so again only if it was a whole window."""
    tick = stage.tick
    counted = [stage.near(at, stage.value, 0, 5.0) for at in (3 * tick, 4 * tick)]
    born = _short(stage, 5.0)
    yield _test(stage, "events that a series is born with", born, *counted, stage.absent(5 * tick, stage.value))
    soon = stage.near(7 * tick, stage.value, 0, 0.0)
    yield _test(stage, "old events, seen again soon", _soon(stage, 7.0), soon)
    late = stage.near(9 * tick, stage.value, 0, 7.0)
    yield _test(stage, "old events, seen again late", _late(stage, 7.0), late)


_EACH = 0.04
"""Calls in a window; so few that a rule which asks for a tenth of one does not see them."""
_SHARE = 3.0
_STEADY_TICKS = 4
"""From the test's start until the window is full of the steady calls."""
_MANY_TICKS = 8
"""From then on until there are more calls than attempts."""


def first_of_both(stage: Stage) -> Iterator[UnitTest]:
    """A share of two counters, beside steady ones: each counts the events that series are born with, as above."""
    attempts, calls = stage.signal.metrics
    pause = f"_x{_STEADY_TICKS * (stage.tick // stage.step)} "
    many = f"_x{(_STEADY_TICKS + _MANY_TICKS) * (stage.tick // stage.step)} "
    series = stage.play(0, Phase(Duration(stage.lasting(5 * _STEADY_TICKS)), _SHARE, _EACH))
    for metric, times in ((attempts, _ATTEMPTS), (calls, _CALLS)):
        for seen in (_short, _soon, _late):
            series[_selector(stage, metric, seen.__name__[1:])] = pause + seen(stage, _EACH * times)
    series[_selector(stage, calls, "many")] = many + _short(stage, _EACH * _MANY)
    both = (1 + _SHARE + _ATTEMPTS) / (1 + _CALLS) - 1
    expected = {3: both, 4: both, 5: _SHARE, 7: _SHARE, 9: both, _MANY_TICKS + 3: 0.0}
    begin = stage.lasting(_STEADY_TICKS)
    values = [stage.near(begin + tick * stage.tick, stage.value, 0, value) for tick, value in expected.items()]
    if stage.traffic:
        counted = {3: 1 + _CALLS, 4: 1 + _CALLS, 5: 1.0, 7: 1.0, 9: 1 + _CALLS}
        values += [stage.near(begin + at * stage.tick, stage.traffic, 0, _EACH * n) for at, n in counted.items()]
    yield UnitTest(f"{stage.value}: events that series are born with", stage.step, series, values=tuple(values))


def _short(stage: Stage, events: float) -> str:
    """Born after two ticks and gone within half a tick, so that one evaluation sees only the window's far half."""
    per_tick = stage.tick // stage.step
    quarter = -(-per_tick // 4)
    return f"_x{2 * per_tick + quarter} {0.6 * events:g} {events:g}x{quarter - 1} stale"


def _soon(stage: Stage, events: float) -> str:
    """Seen again after one tick and a half."""
    per_tick = stage.tick // stage.step
    return f"{events:g}x{4 * per_tick} stale _x{per_tick + per_tick // 2 - 2} {events:g}x{4 * per_tick}"


def _late(stage: Stage, events: float) -> str:
    """Seen again after four ticks."""
    per_tick = stage.tick // stage.step
    return f"{events:g}x{4 * per_tick} stale _x{4 * per_tick - 2} {events:g}x{4 * per_tick}"


_ATTEMPTS, _CALLS, _MANY = 12.0, 2.0, 100.0
"""Events that new series are born with, in times of the steady calls in a window."""


def _test(stage: Stage, what: str, values: str, *checks: Value) -> UnitTest:
    series = {_selector(stage, stage.signal.metrics[0], "new"): values}
    return UnitTest(f"{stage.value}: {what}", stage.step, series, values=checks)


def _selector(stage: Stage, metric: Metric, replica: str) -> str:
    labels = {**stage.label_sets[0], **series_labels(stage.monitoring.matchers)}
    return series_selector(metric.name, labels, replica)
