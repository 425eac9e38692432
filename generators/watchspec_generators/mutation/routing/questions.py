"""What is asked of a configuration: alerts that tell its routes apart, moments, and pairs that may silence."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import combinations
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.route_cases import OTHER, route_cases
from watchspec_generators.mutation.routing.meaning import way_to
from watchspec_generators.spec.delivery import stops, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Inhibition
    from watchspec_generators.spec import shape

_WINTER = datetime(2026, 1, 12, tzinfo=timezone.utc)
_SUMMER = datetime(2026, 7, 13, tzinfo=timezone.utc)
_HALF_HOURS = 7 * 48
_HOURS_OF_DAYS = (2, 10, 20)


def moments() -> list[datetime]:
    """Every half hour of a week in winter and of one in summer, and three moments of every day of two years."""
    weeks = [start + timedelta(minutes=30 * half) for start in (_WINTER, _SUMMER) for half in range(_HALF_HOURS)]
    first = datetime(2026, 1, 1, tzinfo=timezone.utc)
    return weeks + [first + timedelta(days=day, hours=hour) for day in range(730) for hour in _HOURS_OF_DAYS]


def arrivals(monitoring: Monitoring) -> list[Mapping[str, str]]:
    """Labels of the spec's own alerts, and made-up ones that each route takes, narrowly refuses, or shares."""
    found: list[dict[str, str]] = [{}, *(dict(case.labels) for case in route_cases(monitoring))]
    for stop in stops(monitoring.routing):
        way = way_to(monitoring.routing, stop)
        taken = list(_taken(way))
        found += taken
        found += [{**labels, label: other} for labels in taken for label in labels for other in (OTHER, "")]
    found += list(_shared(monitoring.routing.routes, {}))
    return [dict(pairs) for pairs in dict.fromkeys(tuple(sorted(labels.items())) for labels in found)]


def pairs(monitoring: Monitoring) -> list[tuple[Mapping[str, str], Mapping[str, str]]]:
    """Source and target of each inhibition, alike in all that must be equal, and unlike in one thing each."""
    return [pair for rule in monitoring.inhibit for pair in _pairs(rule)]


def _taken(way: list[shape.Route]) -> Iterator[dict[str, str]]:
    """Labels that go all the way; one set for each value that the last route asks for."""
    labels = {label: min(values_of(wanted)) for route in way for label, wanted in route.match.items()}
    yield labels
    if way:
        for label, wanted in way[-1].match.items():
            yield from ({**labels, label: value} for value in sorted(values_of(wanted)))


def _shared(routes: tuple[shape.Route, ...], above: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Labels that two neighbouring routes both ask for."""
    for one, other in combinations(routes, 2):
        if not apart(one, other):
            labels = set(one.match) | set(other.match)
            both = {label: _common(one, other, label) for label in labels}
            yield {**above, **{label: min(values) for label, values in both.items()}}
    for route in routes:
        first = {label: min(values_of(wanted)) for label, wanted in route.match.items()}
        yield from _shared(route.routes, {**above, **first})


def apart(one: shape.Route, other: shape.Route) -> bool:
    """Whether no alert can match both."""
    return any(not _common(one, other, label) for label in set(one.match) & set(other.match))


def _common(one: shape.Route, other: shape.Route, label: str) -> frozenset[str]:
    asked = [values_of(route.match[label]) for route in (one, other) if label in route.match]
    return frozenset.intersection(*asked)


def _pairs(rule: Inhibition) -> Iterator[tuple[Mapping[str, str], Mapping[str, str]]]:
    source = {"alertname": "Source", **dict.fromkeys(rule.equal, "same"), **rule.source}
    target = {"alertname": "Target", **{label: source[label] for label in rule.equal}, **rule.target}
    yield source, target
    yield target, source
    yield source, {**source, **target}
    for label in rule.equal:
        yield source, {**target, label: OTHER}
        yield {**source, label: ""}, {**target, label: ""}
    for label in rule.source:
        yield {**source, label: OTHER}, target
    for label in rule.target:
        yield source, {**target, label: OTHER}
