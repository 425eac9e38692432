"""What a graph is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Verb = Literal[
    "recorded by",
    "read by",
    "fires",
    "measured by",
    "watched by",
    "routed to",
    "told to",
    "muted by",
    "open in",
    "inhibited by",
    "owned by",
    "shown in",
    "asked for in",
    "explained in",
]
"""In the order in which they are told."""
INVERSE: Mapping[Verb, str] = {
    "recorded by": "records",
    "read by": "reads",
    "fires": "fires on",
    "measured by": "measures",
    "watched by": "watches",
    "routed to": "takes",
    "told to": "told by",
    "muted by": "mutes",
    "open in": "opens",
    "inhibited by": "silences",
    "owned by": "looks after",
    "shown in": "shows",
    "asked for in": "asks for",
    "explained in": "explains",
}
"""The verbs seen from the other end."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What tells nodes apart: the kind, which is a module of `kinds`, and a name that is its own within the kind."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Node:
    """One link of the chain."""

    key: Key
    description: str
    """One line."""
    position: str | None = None
    """`monitoring.yaml:97:5`, where the spec says it or what asks for it; None for what comes with the exporter."""
    facts: tuple[tuple[str, str], ...] = ()
    """What else is known, as names and texts."""
    aliases: tuple[str, ...] = ()
    """Other names by which people may ask for it."""

    def answers(self, name: str) -> bool:
        """Whether people mean this node by `name`."""
        return name.casefold() in {self.key.name.casefold(), *(alias.casefold() for alias in self.aliases)}


@dataclass(frozen=True, slots=True)
class Edge:
    """`start` is, for instance, `read by` `end`: from metrics towards people."""

    start: Key
    verb: Verb
    end: Key
    note: str = ""
    """Under which condition, if not always."""


READING: frozenset[Verb] = frozenset({"read by", "fires", "shown in"})
"""Of a recorded series: it is of use here, and not only for people who ask for it."""


@dataclass(frozen=True)
class Graph:
    """Nodes by their keys, and edges between them."""

    nodes: Mapping[Key, Node]
    edges: tuple[Edge, ...]

    @cached_property
    def leaving(self) -> Mapping[Key, tuple[Edge, ...]]:
        """The edges that start at each node."""
        return _by((edge.start, edge) for edge in self.edges)

    @cached_property
    def entering(self) -> Mapping[Key, tuple[Edge, ...]]:
        """The edges that end at each node."""
        return _by((edge.end, edge) for edge in self.edges)

    def is_read(self, recording: Key) -> bool:
        """Whether an alert, a panel or another rule reads a recorded series."""
        return any(edge.verb in READING for edge in self.leaving.get(recording, ()))

    def named(self, name: str) -> tuple[Node, ...]:
        """Every node that people may mean by `name`: exact ones, else those that differ in capitals only."""
        meant = [node for node in self.nodes.values() if node.answers(name)]
        return tuple([node for node in meant if name in (node.key.name, *node.aliases)] or meant)


def _by(pairs: Iterable[tuple[Key, Edge]]) -> Mapping[Key, tuple[Edge, ...]]:
    found: dict[Key, list[Edge]] = {}
    for key, edge in pairs:
        found.setdefault(key, []).append(edge)
    return {key: tuple(edges) for key, edges in found.items()}
