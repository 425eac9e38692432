"""Exactly at the floor, and exactly at the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.types import Check, UnitTest
from watchspec_generators.values.shares import share_burning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.burning.trial import Trial

_TICKS = 2


def cases(trial: Trial) -> Iterable[UnitTest]:
    """Fires at the floor itself; quiet while one window is at the limit itself, if any share of calls gives it."""
    end, budget = _TICKS * trial.clock.tick, trial.objective.budget
    floor, bad = trial.alert.floor.quantity.value, 1 - trial.hard * budget
    if floor:
        series = trial.as_recorded(bad, bad, floor, _TICKS)
        fires = firing(trial.monitoring, trial.alert, {}, trial.hard)
        yield UnitTest("burns, traffic exactly at the floor", trial.clock.step, series, (Check(end, (fires,)),))
    exact = share_burning(trial.pair.burn, budget)
    if exact is None:
        return
    for name, short, long in (("short", exact, bad), ("long", bad, exact)):
        series = trial.as_recorded(short, long, trial.calls, _TICKS)
        yield UnitTest(f"exactly at the limit over the {name} window", trial.clock.step, series, (Check(end),))
