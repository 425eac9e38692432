"""Owners: who looks after alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Edge, Key, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source

KIND = "owner"


def nodes(source: Source) -> Iterator[Node]:
    """Those of the spec, and where they are reached."""
    for name, owner in source.monitoring.owners.items():
        yield Node(Key(KIND, name), f"Reached at {owner.contact}.", source.place(("owners", name)))


def edges(source: Source) -> Iterator[Edge]:
    """Whose each alert is."""
    for alert in source.monitoring.alerts:
        yield Edge(Key("alert", alert.name), "owned by", Key(KIND, alert.owner))
