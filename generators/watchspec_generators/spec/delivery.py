"""Where the routing tree takes an alert whose labels are known, and how often it is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.tree import Path
    from watchspec_generators.values import Duration


@dataclass(frozen=True, slots=True)
class Stop:
    """A node of the routing tree with what it inherits, and where each of its timings is written."""

    path: Path
    receiver: str
    group_interval: Duration
    repeat_interval: Duration
    group_interval_path: Path
    repeat_interval_path: Path
    group_wait: Duration
    silenced: tuple[str, ...] = ()
    """Windows that hold notifications back here."""


def root(routing: shape.Routing) -> Stop:
    """The tree's root."""
    here: Path = ("routing",)
    return Stop(
        here,
        routing.receiver,
        routing.group_interval,
        routing.repeat_interval,
        (*here, "group_interval"),
        (*here, "repeat_interval"),
        routing.group_wait,
    )


def child(parent: Stop, index: int, route: shape.Route) -> Stop:
    """The stop of `route`, the child number `index` of `parent`."""
    here = (*parent.path, "routes", index)
    stop = replace(parent, path=here, silenced=(*parent.silenced, *route.mute, *route.active))
    if route.receiver is not None:
        stop = replace(stop, receiver=route.receiver)
    if route.group_wait is not None:
        stop = replace(stop, group_wait=route.group_wait)
    if route.group_interval is not None:
        stop = replace(stop, group_interval=route.group_interval, group_interval_path=(*here, "group_interval"))
    if route.repeat_interval is not None:
        stop = replace(stop, repeat_interval=route.repeat_interval, repeat_interval_path=(*here, "repeat_interval"))
    return stop


def stops(routing: shape.Routing) -> Iterator[Stop]:
    """Every node of the tree, parents first."""
    yield from _below(root(routing), routing.routes)


def deliveries(routing: shape.Routing, labels: Mapping[str, str]) -> tuple[Stop, ...]:
    """The nodes that take an alert with `labels`, as Alertmanager walks the tree."""
    return _taken(root(routing), routing.routes, labels)


def values_of(match: str | tuple[str, ...]) -> frozenset[str]:
    """The label values that a route's matcher accepts."""
    return frozenset((match,) if isinstance(match, str) else match)


def asked_values(routes: tuple[shape.Route, ...], label: str) -> frozenset[str]:
    """Every value of `label` that a route of the tree asks for."""
    here = (values_of(route.match.get(label, ())) | asked_values(route.routes, label) for route in routes)
    return frozenset[str]().union(*here)


def _below(stop: Stop, routes: tuple[shape.Route, ...]) -> Iterator[Stop]:
    yield stop
    for index, route in enumerate(routes):
        yield from _below(child(stop, index, route), route.routes)


def _taken(stop: Stop, routes: tuple[shape.Route, ...], labels: Mapping[str, str]) -> tuple[Stop, ...]:
    found: list[Stop] = []
    for index, route in enumerate(routes):
        if all(labels.get(label, "") in values_of(wanted) for label, wanted in route.match.items()):
            found += _taken(child(stop, index, route), route.routes, labels)
            if not route.continue_:
                break
    return tuple(found) or (stop,)
