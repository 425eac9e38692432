"""The windows of alerts on error budgets: a short one in a long one, seen by Prometheus, and passed by some burn.

To mend: take a short window of a twelfth of the long one, within objective and retention, and a burn that can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.burning import MOST_BAD, default_windows, reachable
from watchspec_generators.model.types import BurnWindow, error_budget
from watchspec_generators.spec.checks.thresholds import is_quantity
from watchspec_generators.values import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Pairs that are no pairs, that see too little or too much, that can never be passed; and what has no pair left."""
    for path, goal, urgency in context.burning():
        if not _judgeable(goal):
            continue
        budget = error_budget(parse_quantity(goal.target, "ratio").value)
        written = getattr(goal, urgency).windows
        for index, one in enumerate(written):
            if not one.long.milliseconds or not one.short.milliseconds:
                continue
            place = (*path, urgency, "windows", index)
            pair = BurnWindow(one.burn, one.long, one.short)
            yield from _pair(context, goal, place, pair)
            if not reachable((pair,), budget):
                message = f"{goal.name} can't burn {pair.burn:g} times too fast, even if every call is bad"
                expected = f"at most {MOST_BAD / budget:.3g} for a target of {goal.target}"
                yield context.problem((*place, "burn"), message, expected)
        if not written:
            yield from _defaults(context, path, goal, urgency, budget)


def _judgeable(goal: shape.Objective) -> bool:
    """Whether nothing is wrong with the objective that another check tells about."""
    target = parse_quantity(goal.target, "ratio").value if is_quantity(goal.target, "ratio") else 0.0
    return 0 < target < 1 and goal.window.milliseconds > 0


def _defaults(
    context: Context, path: Path, goal: shape.Objective, urgency: shape.Urgency, budget: float
) -> Iterator[Problem]:
    pairs = default_windows(goal.window, urgency)
    if not reachable(pairs, budget):
        message = f"a target of {goal.target} leaves too much room for a {urgency}: every call may be bad without one"
        least = 1 - MOST_BAD / min(pair.burn for pair in pairs)
        others = [other for other in goal.alerts if other != urgency]
        hint = f"or its own `{urgency}: {{windows: ...}}`, or `alerts: [{', '.join(others)}]`"
        yield context.problem((*path, "target"), message, f"at least {least:.3%}", hint)
    for pair in pairs:
        yield from _pair(context, goal, (*path, "window"), pair)


def _pair(context: Context, goal: shape.Objective, place: Path, pair: BurnWindow) -> Iterator[Problem]:
    prometheus, own = context.spec.prometheus, place[-1] != "window"
    if 2 * pair.short.milliseconds > pair.long.milliseconds:
        message = f"the short window of {goal.name}, {pair.short}, is not much shorter than the long one, {pair.long}"
        yield context.problem((*place, "short") if own else place, message, "at most half of it, better a twelfth")
    if pair.long > goal.window:
        message = f"an alert on {goal.name} looks back {pair.long}, further than the objective"
        yield context.problem((*place, "long") if own else place, message, f"at most its window, {goal.window}")
    if pair.long > prometheus.retention:
        message = f"an alert on {goal.name} looks back {pair.long}, longer than the retention"
        expected = f"at most `prometheus.retention`, {prometheus.retention}"
        yield context.problem((*place, "long") if own else place, message, expected)
    if pair.short.milliseconds < 2 * prometheus.scrape_interval.milliseconds:
        message = f"a window of {pair.short} holds less than two scrapes ({prometheus.scrape_interval} apart)"
        expected = "at least two scrape intervals, better four"
        yield context.problem((*place, "short") if own else place, message, expected)
