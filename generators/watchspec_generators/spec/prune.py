"""Taking out the parts that the schema rejects, so that the rest can be checked in the same run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from watchspec_generators.spec.tree import Entry, Node, Path

_LISTS = ("alerts", "budgets", "objectives", "inhibit", "tests")
_NAMED = ("owners", "models", "features", "receivers", "windows", "environments")


def pruned(root: Node, wrong: Iterable[tuple[Path, bool]]) -> Node:
    """`root` without the parts that hold a `(path, is_unknown_key)`; a part is an alert, a receiver, a key, ..."""
    return _without(root, {removable(path, is_unknown_key=unknown) for path, unknown in wrong}, ())


def removable(path: Path, *, is_unknown_key: bool) -> Path:
    """The smallest part around `path` that a spec can do without, and that means nothing else when `path` is gone."""
    if path[:1] == ("routing",) and "routes" in path:
        return path[: path.index("routes") + 2]
    if path and path[0] in (*_LISTS, *_NAMED):
        return path[:2]
    return path if is_unknown_key else path[:1]


def _without(node: Node, parts: set[Path], here: Path) -> Node:
    if isinstance(node.value, Mapping):
        kept = {
            key: Entry(entry.key, _without(entry.node, parts, (*here, key)))
            for key, entry in node.value.items()
            if (*here, key) not in parts
        }
        return Node(node.mark, kept, node.plain)
    if isinstance(node.value, tuple):
        items = (
            _without(child, parts, (*here, index))
            for index, child in enumerate(node.value)
            if (*here, index) not in parts
        )
        return Node(node.mark, tuple(items), node.plain)
    return node
