"""Each receiver hears of an alert.

To mend: remove the receiver, or route an alert to it; a route tells its own receiver only of what none of its
children takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.delivery import stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"


def check(chain: Chain) -> Iterator[Problem]:
    """Receivers whose routes are taken by alerts, all of which their children take; the root's may wait."""
    ways = [way for ways in chain.source.ways.values() for way in ways]
    told = {way.receiver for way in ways} | {chain.monitoring.routing.receiver}
    for name in chain.monitoring.receivers:
        places = [stop.path for stop in stops(chain.monitoring.routing) if stop.receiver == name]
        # Of routes that nothing reaches at all another check tells.
        passed = [place for place in places if any(place == way.path[: len(place)] for way in ways)]
        if name not in told and passed:
            message = f"`{name}` is told of nothing: children of its routes take every alert"
            yield chain.context.problem(("receivers", name), message, "an alert that no child takes", key=True)
