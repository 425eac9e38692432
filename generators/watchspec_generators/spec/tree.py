"""YAML as a tree that remembers where each key and value was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchspec_generators.spec.scalars import Scalar

Path = tuple[str | int, ...]
"""Keys and indexes from the root."""


@dataclass(frozen=True, order=True, slots=True)
class Mark:
    """A place in the text; both numbers count from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's place and its value."""

    key: Mark
    node: Node


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place. Nodes may be shared, since aliases stand for the node they name."""

    mark: Mark
    value: Scalar | tuple[Node, ...] | Mapping[str, Entry]
    plain: bool = False
    """An unquoted scalar: after variables are put in, its type is worked out anew."""
    size: int = field(init=False)
    """Number of nodes when every alias is written out."""
    depth: int = field(init=False)
    """Levels of nesting, this one included."""

    def __post_init__(self) -> None:
        children = self.children()
        object.__setattr__(self, "size", 1 + sum(child.size for child in children))
        object.__setattr__(self, "depth", 1 + max((child.depth for child in children), default=0))

    def children(self) -> tuple[Node, ...]:
        """The values directly below this one."""
        if isinstance(self.value, Mapping):
            return tuple(entry.node for entry in self.value.values())
        return self.value if isinstance(self.value, tuple) else ()


def plain(node: Node) -> Any:
    """The bare data of dicts, lists and scalars below `node`."""
    if isinstance(node.value, Mapping):
        return {key: plain(entry.node) for key, entry in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(child) for child in node.value]
    return node.value


def entry_at(node: Node, step: str | int) -> Entry | None:
    """The child that `step` names; items of a list count their own place as their key's."""
    if isinstance(node.value, Mapping):
        return node.value.get(str(step))
    if isinstance(node.value, tuple) and isinstance(step, int) and step < len(node.value):
        return Entry(node.value[step].mark, node.value[step])
    return None


def locate(node: Node, path: Path, *, key: bool = False) -> Mark:
    """Where `path` is written, or its nearest ancestor that is; `key` asks for the key, not the value."""
    here = Entry(node.mark, node)
    for step in path:
        found = entry_at(here.node, step)
        if found is None:
            return here.key
        here = found
    return here.key if key else here.node.mark


def node_at(node: Node, path: Path) -> Node | None:
    """The node at `path`, or None where nothing was written."""
    here = node
    for step in path:
        found = entry_at(here, step)
        if found is None:
            return None
        here = found.node
    return here
