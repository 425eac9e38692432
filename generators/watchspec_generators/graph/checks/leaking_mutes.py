"""What is muted on one route is not told to the same receiver by another.

With `continue: true` an alert goes several ways. If one of them is muted at night and the other is not, the receiver
is told at night.

To mend: put the same windows on both routes, or let the first one not continue.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.runbooks.ways import Way
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"


def check(chain: Chain) -> Iterator[Problem]:
    """Ways of one alert to one receiver, of which one is held back and another is not."""
    for name, ways in chain.source.ways.items():
        for held, open_ in permutations(ways, 2):
            lost = sorted(_windows(held) - _windows(open_))
            together = not (held.only or held.otherwise or open_.only or open_.otherwise)
            if held.receiver == open_.receiver and lost and together:
                message = f"{held.receiver} is told of {name} here, whatever {' and '.join(lost)} says elsewhere"
                yield chain.context.problem(open_.path, message, f"the windows of both routes: {', '.join(lost)}")


def _windows(way: Way) -> frozenset[str]:
    return frozenset((*way.mutes, *(window for level in way.levels for window in level)))
