"""Tests of what is recorded of error budgets over an objective's whole window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.objectives import REMAINING, SPENT, good_name, recorded_windows, total_name
from watchspec_generators.unit_tests.burning.clock import Clock, clock
from watchspec_generators.unit_tests.burning.playing import play
from watchspec_generators.unit_tests.burning.scene import Scene, Stretch, Windows
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.types import UnitTest, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Objective
    from watchspec_generators.unit_tests.types import Value

_BURN, _TICKS, _CALLS = 0.4, 6, 100.0


def budget_clock(monitoring: Monitoring) -> Clock:
    """The clock for the tests of all objectives."""
    goals = monitoring.objectives
    windows = Windows.of(monitoring, *(recorded_windows(monitoring, goal) | {goal.window} for goal in goals))
    return clock(windows.base, windows)


def budget_test(monitoring: Monitoring, goal: Objective) -> UnitTest:
    """A young service that spends its budget at two fifths of the pace."""
    timed = budget_clock(monitoring)
    windows = Windows.of(monitoring, recorded_windows(monitoring, goal) | {goal.window})
    # Before the first calls the counters stand still for as long as the shortest window, so that no sum is a guess.
    stretches = (Stretch(-(-windows.base // timed.tick), 0.0, 0.0), Stretch(_TICKS, _BURN, _CALLS))
    scene = Scene(timed, windows, (), 0.0, stretches)
    series = play(monitoring, goal, timed, stretches, series_labels(monitoring.matchers))
    values = tuple(_values(monitoring, goal, scene))
    return UnitTest(f"{goal.name}, two fifths of the pace", timed.step, series, (), values)


def _values(monitoring: Monitoring, goal: Objective, scene: Scene) -> Iterator[Value]:
    labels = {"service": monitoring.service.name, "objective": goal.name}
    end = scene.ticks * scene.clock.tick
    calls = scene.calls(goal.window.milliseconds, scene.ticks)
    yield recorded(end, good_name(monitoring, goal.window), labels, 1 - _BURN * goal.budget)
    yield recorded(end, total_name(monitoring, goal.window), labels, calls)
    yield recorded(end, SPENT, labels, _BURN)
    yield recorded(end, REMAINING, labels, 1 - _BURN)
