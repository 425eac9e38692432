"""Each kind of objective has the limit that belongs to it, and a target that leaves room for failure.

To mend: write the target as a percentage below 100%, and the limit that belongs to what is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.resolve import OBJECTIVE_UNITS
from watchspec_generators.spec.checks.thresholds import is_quantity, with_unit
from watchspec_generators.values import parse_quantity
from watchspec_generators.values.quantity import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_LIMITS = {
    "success": None,
    "latency": "under",
    "ttft": "under",
    "tokens_per_second": "over",
    "quality": "at_least",
}


def check(context: Context) -> Iterator[Problem]:
    """Targets that are no share, and limits that are missing, out of place or in a wrong unit."""
    for path, goal in context.objectives():
        yield from _target(context, path, goal)
        wanted = _LIMITS[goal.of]
        for key in ("under", "over", "at_least"):
            if getattr(goal, key) is not None and key != wanted:
                message = f"an objective of {goal.of} has no limit `{key}`"
                expected = f"`{wanted}` with {FORMS[OBJECTIVE_UNITS[goal.of]]}" if wanted else "the target alone"
                yield context.problem((*path, key), message, expected, key=True)
        if wanted:
            yield from _limit(context, path, goal, wanted)


def _target(context: Context, path: Path, goal: shape.Objective) -> Iterator[Problem]:
    if not is_quantity(goal.target, "ratio") or not 0 < parse_quantity(goal.target, "ratio").value < 1:
        message, expected = f"{goal.target} is no target", "a percentage between 0% and 100%, such as 99.5%"
        yield context.problem((*path, "target"), message, expected)


def _limit(context: Context, path: Path, goal: shape.Objective, key: str) -> Iterator[Problem]:
    written, unit = getattr(goal, key), OBJECTIVE_UNITS[goal.of]
    if written is None:
        message = f"{goal.name} does not say which {goal.of} is good"
        yield context.problem((*path, "of"), message, f"`{key}` with {FORMS[unit]}", key=True)
    elif not is_quantity(written, unit) or not parse_quantity(written, unit).value:
        yield context.problem((*path, key), f"{written} is no limit", FORMS[unit], with_unit(written, unit))
