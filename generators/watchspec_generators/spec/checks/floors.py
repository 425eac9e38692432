"""A floor is written in what its signal counts.

To mend: write the floor in what the signal counts (docs/spec.md), or leave it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.checks.thresholds import is_quantity, with_unit
from watchspec_generators.values.quantity import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.values import Unit


_COUNT: Unit = "requests"


def check(context: Context) -> Iterator[Problem]:
    """Floors in a wrong form, and floors on signals that have no traffic to count."""
    for path, alert in context.alerts():
        if alert.signal is None or alert.floor is None:
            continue
        floor, place = context.signals[alert.signal].floor, (*path, "floor")
        if floor is None:
            yield context.problem(place, f"{alert.signal} has no traffic to set a floor for", "no floor", key=True)
        elif not is_quantity(alert.floor, floor.unit):
            message = f"{alert.floor} is no floor for {alert.signal}"
            yield context.problem(place, message, FORMS[floor.unit], with_unit(alert.floor, floor.unit))
    for path, goal in context.objectives():
        if goal.floor is not None and not is_quantity(goal.floor, _COUNT):
            yield context.problem((*path, "floor"), f"{goal.floor} is no floor for an objective", FORMS[_COUNT])
