"""The tree itself: what is below a node, and what was written where."""

from __future__ import annotations

from watchspec_generators.spec.source import read
from watchspec_generators.spec.tree import node_at


def test_node_at() -> None:
    """The node of a path, or nothing where nothing was written."""
    root = read("a: {b: [1, 2]}", "f")
    found = node_at(root, ("a", "b", 1))
    assert found
    assert found.value == 2
    assert node_at(root, ("a", "c")) is None
    assert node_at(root, ("a", "b", "c")) is None


def test_size_and_depth() -> None:
    """Both count every node, aliases written out."""
    root = read("a: &a [1, 2]\nb: *a", "f")
    assert (root.size, root.depth) == (7, 3)
