"""Routes: which alerts end at each, whom it tells, and which windows hold it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.holding import Holding
from watchspec_generators.graph.types import Edge, Key, Node
from watchspec_generators.spec.delivery import child, root, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source
    from watchspec_generators.runbooks.ways import Way
    from watchspec_generators.spec import shape
    from watchspec_generators.spec.delivery import Stop

KIND = "route"
ROOT = "(root)"


@dataclass(frozen=True, slots=True)
class _Branch:
    """A node of the routing tree, and what holds there."""

    name: str
    says: str
    stop: Stop
    holding: Holding
    own: frozenset[str] = frozenset()
    """Windows that are written at this route."""

    @property
    def key(self) -> Key:
        """Its node."""
        return Key(KIND, self.name)


def nodes(source: Source) -> Iterator[Node]:
    """The root and every route below it."""
    for branch in _branches(source.monitoring.routing):
        facts = (
            ("group interval", str(branch.stop.group_interval)),
            ("repeat interval", str(branch.stop.repeat_interval)),
        )
        yield Node(branch.key, branch.says, source.place(branch.stop.path), facts)


def edges(source: Source) -> Iterator[Edge]:
    """From alerts to routes, and on to receivers and windows."""
    branches = {branch.stop.path: branch for branch in _branches(source.monitoring.routing)}
    for name, ways in source.ways.items():
        for way in ways:
            yield Edge(Key("alert", name), "routed to", branches[way.path].key, _condition(way))
    for branch in branches.values():
        yield Edge(branch.key, "told to", Key("receiver", branch.stop.receiver))
        yield from _windows(branch)


def _windows(branch: _Branch) -> Iterator[Edge]:
    for window in branch.holding.mutes:
        yield Edge(branch.key, "muted by", Key("window", window), _inherited(branch, window))
    for level in branch.holding.levels:
        for window in level:
            yield Edge(branch.key, "open in", Key("window", window), _inherited(branch, window))


def _inherited(branch: _Branch, window: str) -> str:
    return "" if window in branch.own else "from a route above"


def _condition(way: Way) -> str:
    parts = [*([f"with {', '.join(way.only)}"] if way.only else []), *(["otherwise"] if way.otherwise else [])]
    return " and ".join(parts)


def _branches(routing: shape.Routing) -> Iterator[_Branch]:
    top = _Branch(ROOT, "Takes what no route matches.", root(routing), Holding())
    yield top
    yield from _below(top, routing.routes)


def _below(above: _Branch, routes: tuple[shape.Route, ...]) -> Iterator[_Branch]:
    for index, route in enumerate(routes):
        stop = child(above.stop, index, route)
        own = frozenset((*route.mute, *route.active))
        branch = _Branch(route.name, _said(route), stop, above.holding.below(route), own)
        yield branch
        yield from _below(branch, route.routes)


def _said(route: shape.Route) -> str:
    wanted = (f"{label} {' or '.join(sorted(values_of(match)))}" for label, match in route.match.items())
    return f"Takes alerts with {', '.join(wanted)}{'; later routes may too' if route.continue_ else ''}."
