"""Receivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Key, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source

KIND = "receiver"


def nodes(source: Source) -> Iterator[Node]:
    """Those of the spec, with the kinds of services that they tell."""
    for name, receiver in source.monitoring.receivers.items():
        kinds = ", ".join(kind for kind, channels in receiver if channels)
        yield Node(Key(KIND, name), f"Tells {kinds}.", source.place(("receivers", name)))
