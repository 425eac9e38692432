"""YAML events to a tree, with bounds on depth and on what aliases expand to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from watchspec_generators.spec.scalars import resolve_plain
from watchspec_generators.spec.tree import Entry, Mark, Node

_DEEPEST = 40
_LARGEST = 50_000
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_PLAIN_TAGS = (None, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a piece of YAML."""

    mark: Mark
    message: str
    expected: str | None = None
    hint: str | None = None


class _TooMuchError(Exception):
    """Stops the reading of a document that would take too much memory or stack."""


@dataclass
class _Composer:
    events: Iterator[Any]
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)

    def node(self, event: Any, depth: int = 0) -> Node:
        mark = _mark(event)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, mark)
        if depth > _DEEPEST:
            self.stop(mark, f"more than {_DEEPEST} levels of nesting")
        self.check_tag(event, mark)
        if isinstance(event, yaml.ScalarEvent):
            node = self.scalar(event, mark)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(mark, tuple(self.items(depth)))
        else:
            node = Node(mark, self.mapping(depth))
        if node.size > _LARGEST or node.depth > _DEEPEST:
            self.stop(mark, "aliases make this value too large or too deep")
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def stop(self, mark: Mark, message: str) -> None:
        self.faults.append(Fault(mark, message))
        raise _TooMuchError

    def check_tag(self, event: Any, mark: Mark) -> None:
        scalar = isinstance(event, yaml.ScalarEvent)
        if event.tag not in (*_PLAIN_TAGS, *(_TEXT_TAGS if scalar else ())):
            self.faults.append(Fault(mark, f"the tag {event.tag} is not supported", hint="leave the tag out"))

    def alias(self, event: Any, mark: Mark) -> Node:
        if event.anchor not in self.anchors:
            self.faults.append(Fault(mark, f"no anchor &{event.anchor} is finished before this alias"))
            return Node(mark, None)
        return self.anchors[event.anchor]

    def scalar(self, event: Any, mark: Mark) -> Node:
        if not event.implicit[0] or event.tag in _TEXT_TAGS:
            return Node(mark, str(event.value))
        try:
            return Node(mark, resolve_plain(event.value), plain=True)
        except ValueError as error:
            self.faults.append(Fault(mark, str(error), "a finite number"))
            return Node(mark, None)

    def items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def mapping(self, depth: int) -> Mapping[str, Entry]:
        entries: dict[str, Entry] = {}
        merged: list[Node] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, mark = self.node(event, depth + 1), _mark(event)
            value = self.node(next(self.events), depth + 1)
            if key.plain and key.value == "<<":
                merged += self.merge_sources(value)
            elif self.is_new_key(key, mark, entries):
                entries[str(key.value)] = Entry(mark, value)
        for source in merged:
            entries = {**_entries(source), **entries}
        return entries

    def is_new_key(self, key: Node, mark: Mark, entries: Mapping[str, Entry]) -> bool:
        if not isinstance(key.value, str):
            hint = None if key.children() else "put the key in quotes"
            self.faults.append(Fault(mark, "a key must be text", "text", hint))
        elif key.value in entries:
            first = entries[key.value].key
            message = f"the key `{key.value}` is given twice"
            self.faults.append(Fault(mark, message, "each key once", f"it is first given on line {first.line}"))
        else:
            return True
        return False

    def merge_sources(self, value: Node) -> list[Node]:
        sources = list(value.value) if isinstance(value.value, tuple) else [value]
        if not all(isinstance(source.value, Mapping) for source in sources):
            self.faults.append(Fault(value.mark, "`<<` merges mappings", "an alias of a mapping, or a list of them"))
            return []
        return sources


def compose(events: Iterator[Any]) -> tuple[Node | None, list[Fault]]:
    """The tree of the first document and what is wrong with it; None when there is no value at all."""
    composer = _Composer(iter(events))
    root: Node | None = None
    try:
        for event in composer.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    message, hint = "a second document starts here", "keep one spec in a file"
                    composer.faults.append(Fault(_mark(event), message, "one document", hint))
                    break
                root = composer.node(next(composer.events))
    except _TooMuchError:
        pass
    empty = root is not None and root.value is None and root.plain
    return (None if empty else root), composer.faults


def _entries(node: Node) -> Mapping[str, Entry]:
    return node.value if isinstance(node.value, Mapping) else {}


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)
