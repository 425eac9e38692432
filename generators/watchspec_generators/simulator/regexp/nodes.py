"""Parsed expressions. Each tells where it can end, given all the places at which it may begin.

Sets of places instead of one place at a time: no input takes more than polynomial time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

Places = frozenset[int]


class Node(Protocol):
    """A part of an expression."""

    def ends(self, text: str, starts: Places) -> Places:
        """Where it can end in `text`, having begun at one of `starts`."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of those that `accepts`."""

    accepts: Callable[[str], bool]

    def ends(self, text: str, starts: Places) -> Places:
        """One further, where the character is accepted."""
        return frozenset(place + 1 for place in starts if place < len(text) and self.accepts(text[place]))


@dataclass(frozen=True, slots=True)
class Edge:
    """A place without width, such as a word's end."""

    holds: Callable[[str, int], bool]

    def ends(self, text: str, starts: Places) -> Places:
        """The same places, where it holds."""
        return frozenset(place for place in starts if self.holds(text, place))


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after another."""

    parts: tuple[Node, ...]

    def ends(self, text: str, starts: Places) -> Places:
        """Where the last part ends."""
        for part in self.parts:
            starts = part.ends(text, starts)
        return starts


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of several."""

    options: tuple[Node, ...]

    def ends(self, text: str, starts: Places) -> Places:
        """Where any of them ends."""
        return frozenset().union(*(option.ends(text, starts) for option in self.options))


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part `least` to `most` times; None is without end."""

    part: Node
    least: int
    most: int | None

    def ends(self, text: str, starts: Places) -> Places:
        """Where any allowed number of repetitions ends."""
        for _ in range(self.least):
            before, starts = starts, self.part.ends(text, starts)
            if starts == before:
                break
        found, fresh, done = starts, starts, self.least
        while fresh and done != self.most:
            fresh = self.part.ends(text, fresh) - found
            found, done = found | fresh, done + 1
        return found


def matches(node: Node, text: str) -> bool:
    """Whether `node` matches anywhere in `text`; to match the whole is the expression's own affair."""
    return bool(node.ends(text, frozenset(range(len(text) + 1))))
