"""A route that an earlier one always takes the alerts from is dead.

To mend: put the narrower route first, or let the wider one `continue: true`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.delivery import values_of
from watchspec_generators.spec.tree import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Routes after a sibling that matches all they match, and does not continue."""
    yield from _siblings(context, ("routing",), context.spec.routing.routes)


def _siblings(context: Context, parent: Path, routes: tuple[shape.Route, ...]) -> Iterator[Problem]:
    for index, route in enumerate(routes):
        path = (*parent, "routes", index)
        yield from _siblings(context, path, route.routes)
        for earlier, other in enumerate(routes[:index]):
            if not other.continue_ and _covers(other, route):
                line = locate(context.root, (*parent, "routes", earlier, "name")).line
                message = f"no alert reaches the route {route.name}: {other.name}, on line {line}, takes them all"
                hint = f"put {route.name} before {other.name}, or let {other.name} `continue: true`"
                yield context.problem((*path, "name"), message, None, hint)
                break


def _covers(earlier: shape.Route, later: shape.Route) -> bool:
    return all(
        label in later.match and values_of(later.match[label]) <= values_of(wanted)
        for label, wanted in earlier.match.items()
    )
