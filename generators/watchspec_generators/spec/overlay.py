"""Environments: variables put into their texts, and their `set` merged over the spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from watchspec_generators.spec.scalars import resolve_plain
from watchspec_generators.spec.tree import Entry, Mark, Node, entry_at

_VARIABLE = re.compile(r"\$(\$)?\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Missing:
    """A variable without value or default, and where it is used."""

    mark: Mark
    name: str


def environment_names(root: Node) -> tuple[str, ...]:
    """The environments that the spec defines."""
    environments = entry_at(root, "environments")
    return tuple(_entries(environments.node)) if environments else ()


def expand(root: Node, variables: Mapping[str, str]) -> tuple[Node, Mapping[str, tuple[Missing, ...]]]:
    """`root` with `${NAME}` and `${NAME:-default}` replaced inside environments, and what each of them misses.

    `$${NAME}` stands for the text `${NAME}` itself.
    """
    environments = entry_at(root, "environments")
    if environments is None:
        return root, {}
    entries, missing = {}, {}
    for name, entry in _entries(environments.node).items():
        filler = _Filler(variables, [])
        entries[name] = Entry(entry.key, filler.fill(entry.node))
        missing[name] = tuple(filler.missing)
    if not entries:
        return root, {}
    filled = Entry(environments.key, Node(environments.node.mark, entries))
    return Node(root.mark, {**_entries(root), "environments": filled}), missing


def overlaid(root: Node, environment: str) -> Node:
    """`root` with the environment's `set` merged over it; places follow the overlay."""
    steps = ("environments", environment, "set")
    node: Node | None = root
    for step in steps:
        entry = entry_at(node, step) if node else None
        node = entry.node if entry else None
    return merge(root, node) if node and isinstance(node.value, Mapping) else root


def merge(base: Node, over: Node) -> Node:
    """Mappings merge key by key; lists and scalars of `over` replace those of `base`."""
    if not (isinstance(base.value, Mapping) and isinstance(over.value, Mapping)):
        return over
    merged = dict(base.value)
    for key, entry in over.value.items():
        below = merged.get(key)
        merged[key] = _laid_over(below, entry) if below else entry
    return Node(base.mark, merged)


def _laid_over(below: Entry, entry: Entry) -> Entry:
    # A section that goes on existing stays where it was begun; what replaces a value is at its own place.
    extends = isinstance(below.node.value, Mapping) and isinstance(entry.node.value, Mapping)
    return Entry(below.key if extends else entry.key, merge(below.node, entry.node))


@dataclass(frozen=True, slots=True)
class _Filler:
    variables: Mapping[str, str]
    missing: list[Missing]

    def fill(self, node: Node) -> Node:
        if isinstance(node.value, Mapping):
            return Node(node.mark, {key: Entry(e.key, self.fill(e.node)) for key, e in node.value.items()})
        if isinstance(node.value, tuple):
            return Node(node.mark, tuple(self.fill(child) for child in node.value))
        if not isinstance(node.value, str) or "${" not in node.value:
            return node
        text = _VARIABLE.sub(lambda match: self.value(match, node.mark), node.value)
        return Node(node.mark, _typed(text) if node.plain else text)

    def value(self, match: re.Match[str], mark: Mark) -> str:
        escaped, name, default = match.groups()
        if escaped:
            return match[0][1:]
        found = self.variables.get(name) or default
        if found is None:
            self.missing.append(Missing(mark, name))
            return match[0]
        return found


def _typed(text: str) -> str | int | float | bool | None:
    try:
        return resolve_plain(text)
    except ValueError:
        return text


def _entries(node: Node) -> Mapping[str, Entry]:
    return node.value if isinstance(node.value, Mapping) else {}


def unknown_marks(missing: Iterable[Missing]) -> frozenset[Mark]:
    """Places whose value can't be known."""
    return frozenset(item.mark for item in missing)
