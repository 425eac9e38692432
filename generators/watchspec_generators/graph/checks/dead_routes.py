"""Each route takes an alert of the spec.

A route that waits for alerts that there are not is often one that was left behind, or whose labels have changed.

To mend: remove the route, or give an alert the labels that it asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.labels import FIXED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem
    from watchspec_generators.spec.tree import Path

LEVEL: Level = "warning"


def check(chain: Chain) -> Iterator[Problem]:
    """Routes at which, and below which, no alert of the spec can arrive; of several in a branch the highest."""
    reached = [way.path for ways in chain.source.ways.values() for way in ways]
    passed: list[Path] = []
    for path, route in chain.context.routes():
        if _is_below(path, passed) or any(_is_below(way, [path]) for way in reached):
            continue
        passed.append(path)
        # The labels of raw PromQL are its own, apart from those that the generators set.
        if chain.has_raw and any(label not in FIXED for label in route.match):
            continue
        message = f"no alert reaches the route {route.name}"
        yield chain.context.problem((*path, "name"), message, "labels that some alert has", "or remove it")


def _is_below(path: Path, others: Iterable[Path]) -> bool:
    return any(path[: len(above)] == above for above in others)
