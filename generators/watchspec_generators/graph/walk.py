"""From one node along the edges: what it is made of, and what it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.graph.types import INVERSE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.graph.types import Edge, Graph, Key, Node

_ORDER = tuple(INVERSE)
_BACKWARD = frozenset({"inhibited by"})
"""Of these the effect is on the edge's start: whom an alert silences is told among what it leads to."""
_ONLY_FROM_ITS_END = frozenset({"asked for in"})
"""What a runbook asks for is told of the runbook; of a metric it would hide all else."""
_ENDS = frozenset({"alert", "signal", "objective", "budget", "window"})
"""Kinds behind which a walk that began elsewhere ends: each is a story of its own."""
_ASKING = frozenset({"signal", "objective", "budget"})
"""Kinds that series are recorded for."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A node on the way, how the one before is related to it, and where the way goes on."""

    verb: str
    note: str
    node: Node
    branches: tuple[Branch, ...]
    again: bool = False
    """The node was passed before, and its branches are told there."""


def upstream(graph: Graph, key: Key) -> tuple[Branch, ...]:
    """What the node is made of: against the edges, down to metrics."""
    return _Walk(graph, key, up=True).below(key)


def downstream(graph: Graph, key: Key) -> tuple[Branch, ...]:
    """What the node leads to: along the edges, to people, panels and runbooks."""
    return _Walk(graph, key, up=False).below(key)


def told(graph: Graph, alert: Key) -> tuple[str, ...]:
    """Names of the receivers that an alert can reach."""
    routes = [edge.end for edge in graph.leaving.get(alert, ()) if edge.verb == "routed to"]
    return tuple(dict.fromkeys(edge.end.name for route in routes for edge in graph.leaving[route] if _tells(edge)))


def _tells(edge: Edge) -> bool:
    return edge.verb == "told to"


class _Walk:
    def __init__(self, graph: Graph, start: Key, *, up: bool) -> None:
        self._graph, self._start, self._up = graph, start, up
        self._passed: set[Key] = {start}

    def below(self, key: Key) -> tuple[Branch, ...]:
        if key != self._start and key.kind in _ENDS:
            return ()
        edges = sorted(self._edges(key), key=lambda found: _ORDER.index(found[0].verb))
        return tuple(self._branch(edge, forward=forward) for edge, forward in edges)

    def _branch(self, edge: Edge, *, forward: bool) -> Branch:
        key = edge.end if forward else edge.start
        verb = edge.verb if forward else INVERSE[edge.verb]
        again = key in self._passed and key.kind not in _ENDS
        self._passed.add(key)
        return Branch(verb, edge.note, self._graph.nodes[key], () if again else self.below(key), again)

    def _edges(self, key: Key) -> Iterable[tuple[Edge, bool]]:
        """Those to follow from `key`, and whether along their direction."""
        leaving, entering = self._graph.leaving.get(key, ()), self._graph.entering.get(key, ())
        if self._up:
            return [(edge, False) for edge in entering if self._is_followed(edge)]
        backward = [(edge, False) for edge in entering if edge.verb in _BACKWARD]
        return [*((edge, True) for edge in leaving if self._is_followed(edge) or edge.verb in _BACKWARD), *backward]

    def _is_followed(self, edge: Edge) -> bool:
        if edge.verb in _BACKWARD or (edge.verb in _ONLY_FROM_ITS_END and edge.end != self._start):
            return False
        # For what a series is recorded is told of the series itself.
        return not (self._up and edge.start.kind in _ASKING and edge.end != self._start)
