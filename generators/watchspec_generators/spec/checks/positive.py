"""Times that can't be nothing.

To mend: write a time longer than nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path
    from watchspec_generators.values import Duration


def check(context: Context) -> Iterator[Problem]:
    """Intervals and windows of no length."""
    for path, length in (*_top(context), *_listed(context)):
        if length is not None and not length.milliseconds:
            yield context.problem(path, f"`{path[-1]}` can't be 0", "a time longer than nothing")


def _top(context: Context) -> Iterator[tuple[Path, Duration | None]]:
    for key in ("scrape_interval", "evaluation_interval", "retention"):
        yield ("prometheus", key), getattr(context.spec.prometheus, key)
    yield ("sessions", "idle"), context.spec.sessions.idle
    for key in ("group_interval", "repeat_interval"):
        yield ("routing", key), getattr(context.spec.routing, key)
        for path, route in context.routes():
            yield (*path, key), getattr(route, key)


def _listed(context: Context) -> Iterator[tuple[Path, Duration | None]]:
    for path, objective in context.objectives():
        yield (*path, "window"), objective.window
        for urgency, own in (("page", objective.page), ("ticket", objective.ticket)):
            for index, pair in enumerate(own.windows):
                yield (*path, urgency, "windows", index, "long"), pair.long
                yield (*path, urgency, "windows", index, "short"), pair.short
    for path, alert in context.alerts():
        yield (*path, "window"), alert.window
        for index, case in enumerate(alert.cases):
            yield (*path, "cases", index, "interval"), case.interval
