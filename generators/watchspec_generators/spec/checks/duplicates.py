"""Alerts, objectives, routes and cases have names of their own.

To mend: give each a name of its own; names of alerts that differ in capitals only are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.burning import burn_alert_name
from watchspec_generators.model.case_reading import title_of
from watchspec_generators.spec.tree import locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Every name that an earlier one of its kind has already."""
    alerts = list(context.alerts())
    # A runbook's sections are linked by the alert's name in lower case.
    named = [(path, alert.name.casefold()) for path, alert in alerts]
    # Two objectives of one name have alerts of one name, which nobody wants to hear as well.
    first = {goal.name: path for path, goal in reversed(list(context.objectives()))}
    named += [
        (_place(context, path, urgency), burn_alert_name(goal, urgency).casefold())
        for path, goal, urgency in context.burning()
        if first[goal.name] == path
    ]
    yield from _repeated(context, "alert", named)
    yield from _repeated(context, "objective", ((path, goal.name) for path, goal in context.objectives()))
    yield from _repeated(context, "route", ((path, route.name) for path, route in context.routes()))
    for path, alert in alerts:
        cases = (
            ((*path, "cases", index), title_of(case))
            for index, case in enumerate(alert.cases)
            if case.name or case.when
        )
        yield from _repeated(context, f"case of {alert.name}", cases)


def _place(context: Context, path: Path, urgency: shape.Urgency) -> Path:
    """Where the name of an objective's alert is written, be it that of the objective."""
    return (*path, urgency) if context.written((*path, urgency, "name")) else path


def _repeated(context: Context, kind: str, named: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    first: dict[str, Path] = {}
    for path, name in named:
        place = (*path, "name")
        if name in first:
            line = locate(context.root, first[name]).line
            message = f"another {kind} has this name"
            yield context.problem(place, message, "a name of its own", f"the first is on line {line}")
        first.setdefault(name, place)
