"""Tests of error budgets over all of an objective's window, on what the objectives' own rules have recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.objectives import (
    REMAINING,
    SPENT,
    base_window,
    good_count,
    good_name,
    is_chained,
    recorded_windows,
    total_name,
)
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.types import UnitTest, recorded, unrecorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Objective
    from watchspec_generators.unit_tests.types import Value
    from watchspec_generators.values import Duration

_HALVES = 15
"""Samples in two windows: a window ends between two of them."""
_LATE = 4
"""Samples in the newer half of a window."""
_COURSE = ((11, 0.0010, 0.5), (4, 0.0050, 0.9), (_LATE, 0.0150, 0.8))
"""Samples, and what each adds to the calls and to the share of good ones: before the window, in its older half, in its
newer half. Altogether so little that a rule which asks for a tenth of a call does not see it."""
_STRANGE = 7.0


def windows(monitoring: Monitoring) -> tuple[Duration, ...]:
    """Windows of objectives that are made of recorded sums and looked at for the budget alone."""
    goals = (goal for goal in monitoring.objectives if goal.window not in recorded_windows(monitoring, goal))
    return tuple(dict.fromkeys(goal.window for goal in goals if is_chained(monitoring, goal.window)))


def tick(window: Duration) -> int:
    """Milliseconds between samples, and between evaluations."""
    return 2 * window.milliseconds // _HALVES


def whole_window_test(monitoring: Monitoring, window: Duration) -> UnitTest:
    """Calls count while the window holds them, whatever others record; without any there is no share."""
    goals = [goal for goal in monitoring.objectives if goal.window == window]
    step = tick(window)
    series = {name: values for goal in goals for name, values in _played(monitoring, goal).items()}
    values = tuple(value for goal in goals for value in _values(monitoring, goal, step))
    return UnitTest(f"all of {window}, then no calls", step, series, values=values)


def _played(monitoring: Monitoring, goal: Objective) -> Mapping[str, str]:
    good, total = good_count(monitoring), total_name(monitoring, base_window(monitoring))
    own = braced(_labels(monitoring, goal))
    strangers = ({"service": f"not-{monitoring.service.name}"}, {"objective": f"not-{goal.name}"})
    others = [braced({**_labels(monitoring, goal), **stranger}) for stranger in strangers]
    end = sum(samples for samples, _, _ in _COURSE) + _HALVES
    strange = (good, total, good_name(monitoring, goal.window), SPENT)
    return {
        good + own: _run(*((samples, calls * share) for samples, calls, share in _COURSE), (end, 0.0)),
        total + own: _run(*((samples, calls) for samples, calls, _ in _COURSE), (end, 0.0)),
        **{name + other: f"{_STRANGE:g}+0x{end}" for name in strange for other in others},
    }


def _run(*stretches: tuple[int, float]) -> str:
    return " ".join(f"{value:.12g}+0x{samples - 1}" for samples, value in stretches)


def _values(monitoring: Monitoring, goal: Objective, step: int) -> Iterator[Value]:
    seen = _COURSE[1:]
    calls = sum(samples * each for samples, each, _ in seen)
    share = sum(samples * each * good for samples, each, good in seen) / calls
    spent, labels = (1 - share) / goal.budget, _labels(monitoring, goal)
    base = base_window(monitoring)
    each_counts = monitoring.prometheus.evaluation_interval.seconds / base.seconds
    last = (sum(samples for samples, _, _ in _COURSE) - 1) * step
    yield recorded(last, total_name(monitoring, goal.window), labels, calls * each_counts)
    yield recorded(last, good_name(monitoring, goal.window), labels, share)
    yield recorded(last, SPENT, labels, spent)
    yield recorded(last, REMAINING, labels, 1 - spent)
    yield unrecorded(last + (_HALVES + 1) // 2 * step, good_name(monitoring, goal.window), labels)


def _labels(monitoring: Monitoring, goal: Objective) -> dict[str, str]:
    return {"service": monitoring.service.name, "objective": goal.name}
