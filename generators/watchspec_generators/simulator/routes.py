"""The routing tree: which routes take an alert, and in which group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.simulator.matchers import Matchers, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta

Place = tuple[int, ...]
"""Index of the child at each level, from the root: () is the root itself."""


@dataclass(frozen=True, slots=True)
class Route:
    """A node of the tree with everything that it inherits. Its windows it has not inherited: nobody does."""

    place: Place
    key: str
    """Alertmanager's key: the matchers of each level."""
    receiver: str
    matchers: Matchers
    continues: bool
    group_by: frozenset[str] | None
    """None: by all labels."""
    group_wait: timedelta
    group_interval: timedelta
    repeat_interval: timedelta
    mute: tuple[str, ...]
    active: tuple[str, ...]
    routes: tuple[Route, ...]

    def taking(self, labels: Mapping[str, str]) -> tuple[Route, ...]:
        """The routes that take an alert with `labels`, depth first; none if this one does not match."""
        if not self.matchers.match(labels):
            return ()
        found: list[Route] = []
        for child in self.routes:
            taken = child.taking(labels)
            found += taken
            if taken and not child.continues:
                break
        return tuple(found) or (self,)

    def group_labels(self, labels: Mapping[str, str]) -> dict[str, str]:
        """Those labels by which this route groups, in order."""
        return {name: labels[name] for name in sorted(labels) if self.group_by is None or name in self.group_by}

    def group_key(self, labels: Mapping[str, str]) -> str:
        """Key of the group of an alert with `labels`, as notifications carry it."""
        grouped = ", ".join(f"{name}={quoted(value)}" for name, value in self.group_labels(labels).items())
        return f"{self.key}:{{{grouped}}}"

    def all(self) -> Iterator[Route]:
        """This route and all below it, parents first."""
        yield self
        for child in self.routes:
            yield from child.all()
