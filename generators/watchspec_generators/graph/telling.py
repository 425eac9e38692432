"""A node and its ways in words, for people, and as data, for machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec_generators.graph.walk import downstream, told, upstream
from watchspec_generators.paint import BOLD, CYAN, DIM, Painter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from watchspec_generators.graph.types import Graph, Node
    from watchspec_generators.graph.walk import Branch

_STEP, _LAST, _GOES_ON, _ENDED = "├─ ", "└─ ", "│  ", "   "
_WIDEST = 15
"""Of names of facts, so that their texts stand in a column."""


def as_lines(graph: Graph, node: Node, *, colour: bool = False) -> Iterator[str]:
    """What the node is, what it is made of and what it leads to."""
    teller = _Teller(graph, Painter(colour=colour))
    yield teller.heading(node)
    yield from teller.facts(node)
    for title, branches in (("upstream", upstream(graph, node.key)), ("downstream", downstream(graph, node.key))):
        if branches:
            yield ""
            yield teller.paint(BOLD, title)
            yield from teller.tree(branches, "")


def as_data(graph: Graph, node: Node) -> dict[str, Any]:
    """The same; each branch has its node and its own branches."""
    return {
        **_node(node),
        "upstream": [_branch(branch) for branch in upstream(graph, node.key)],
        "downstream": [_branch(branch) for branch in downstream(graph, node.key)],
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "kind": node.key.kind,
        "name": node.key.name,
        "description": node.description,
        "position": node.position,
        "facts": dict(node.facts),
    }


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "verb": branch.verb,
        "note": branch.note or None,
        **_node(branch.node),
        "again": branch.again,
        "branches": [_branch(each) for each in branch.branches],
    }


@dataclass(frozen=True, slots=True)
class _Teller:
    graph: Graph
    paint: Painter

    def heading(self, node: Node) -> str:
        place = f", {node.position}" if node.position else ""
        return f"{self.paint(BOLD, node.key.name)}: {node.key.kind}{self.paint(DIM, place)}"

    def facts(self, node: Node) -> Iterator[str]:
        yield f"  {node.description}"
        for name, text in node.facts:
            first, *rest = text.split("\n")
            yield f"  {self.paint(CYAN, f'{name:<{_WIDEST}}')} {first}"
            yield from (f"  {'':<{_WIDEST}} {line}" for line in rest)

    def tree(self, branches: Sequence[Branch], indent: str) -> Iterator[str]:
        for branch in branches:
            last = branch is branches[-1]
            yield f"{self.paint(DIM, indent + (_LAST if last else _STEP))}{self.line(branch)}"
            yield from self.tree(branch.branches, indent + (_ENDED if last else _GOES_ON))

    def line(self, branch: Branch) -> str:
        node = branch.node
        note = f" ({branch.note})" if branch.note else ""
        after = " (as above)" if branch.again else self.after(node)
        return f"{branch.verb} {node.key.kind} {self.paint(BOLD, node.key.name)}{note}{self.paint(DIM, after)}"

    def after(self, node: Node) -> str:
        """What is worth knowing of a node on the way."""
        facts = dict(node.facts)
        if node.key.kind == "metric":
            return f", {facts['type']} in {facts['unit']} by {facts['labels']}"
        if node.key.kind == "alert":
            severity = facts["severity"].partition(":")[0]
            return f", {severity}, told to {' and '.join(told(self.graph, node.key))}, {node.position}"
        unread = node.key.kind == "recording" and not self.graph.is_read(node.key)
        place = f", {node.position}" if node.position and node.key.kind != "panel" else ""
        return f"{place}, for people and dashboards of their own" if unread else place
