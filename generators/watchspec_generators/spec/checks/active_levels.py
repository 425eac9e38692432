"""Active windows of a route and of the routes above it can be combined in Alertmanager.

To mend: let all but one of the levels have windows of one zone and of weekdays, without dates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.holding import Holding, reversible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

WHOLE_SPEC = True


def check(context: Context) -> Iterator[Problem]:
    """Routes on which two lists of active windows are in force, each in more than one zone."""
    yield from _below(context, ("routing",), context.spec.routing.routes, Holding())


def _below(context: Context, parent: Path, routes: tuple[shape.Route, ...], above: Holding) -> Iterator[Problem]:
    for index, route in enumerate(routes):
        path = (*parent, "routes", index)
        here = above.below(route)
        fast = [level for level in here.levels if not reversible(level, context.spec.windows)]
        if route.active and len(fast) > 1:
            message = f"{route.name} and a route above it are each active in windows of several time zones, or on dates"
            yield context.problem((*path, "active"), message, "windows of one zone and of weekdays on one of the two")
        yield from _below(context, path, route.routes, here)
