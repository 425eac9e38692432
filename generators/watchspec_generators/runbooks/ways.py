"""Who is told of an alert, how often, and when not: the ends of its ways through the routing tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.holding import Holding
from watchspec_generators.alertmanager.route_cases import route_cases
from watchspec_generators.spec.delivery import deliveries, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import AnyAlert, Monitoring
    from watchspec_generators.spec import shape
    from watchspec_generators.spec.delivery import Stop
    from watchspec_generators.spec.tree import Path
    from watchspec_generators.values import Duration

    Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """One end: a receiver, how often it hears again, and the windows that hold it back."""

    path: Path
    """Of the route in the spec."""
    receiver: str
    repeat: Duration
    mutes: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    """Windows outside which nothing is sent; of each level one must be open."""
    only: tuple[str, ...]
    """Label values, such as `model="gpt-4o"`, of which the alert has one when it comes here."""
    otherwise: bool
    """It also comes here with values that no route asks for, but not always."""


def ways(monitoring: Monitoring, alert: AnyAlert) -> tuple[Way, ...]:
    """Every way that `alert` can take, those of all its cases first."""
    cases = [case for case in route_cases(monitoring) if case.alert == alert.name]
    found: dict[Stop, list[Mapping[str, str]]] = {}
    for case in cases:
        for stop in deliveries(monitoring.routing, case.labels):
            found.setdefault(stop, []).append(case.labels)
    shared = set(cases[0].labels.items()).intersection(*(case.labels.items() for case in cases))
    asked = set(_asked(monitoring.routing.routes))
    return tuple(
        _way(monitoring.routing, stop, [] if len(taken) == len(cases) else _told_apart(taken, shared), asked)
        for stop, taken in sorted(found.items(), key=lambda item: -len(item[1]))
    )


def _told_apart(taken: list[Mapping[str, str]], shared: set[Pair]) -> list[Pair]:
    return list(dict.fromkeys(pair for case in taken for pair in case.items() if pair not in shared))


def _asked(routes: tuple[shape.Route, ...]) -> Iterator[Pair]:
    for route in routes:
        yield from ((label, value) for label, match in route.match.items() for value in values_of(match))
        yield from _asked(route.routes)


def _way(routing: shape.Routing, stop: Stop, apart: list[Pair], asked: set[Pair]) -> Way:
    only = tuple(f'{label}="{value}"' for label, value in apart if (label, value) in asked)
    holding, node = Holding(), routing.routes
    for step in stop.path:
        if isinstance(step, int):
            holding, node = holding.below(node[step]), node[step].routes
    return Way(
        stop.path, stop.receiver, stop.repeat_interval, holding.mutes, holding.levels, only, len(only) < len(apart)
    )
