"""What every check gets: the spec, the places of its parts, and the signals that exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.spec.inside import inside
from watchspec_generators.spec.problems import Problem
from watchspec_generators.spec.tree import Node, Path, entry_at, locate, node_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.signals.base import Signal
    from watchspec_generators.spec import shape


@dataclass(frozen=True, slots=True)
class Context:
    """A spec under examination. `root` is what was written, without the parts that the schema rejects."""

    spec: shape.Spec
    root: Node
    whole: Node
    """As `root`, with the rejected parts: the names in it count as known."""
    file: str
    signals: Mapping[str, Signal]
    lines: tuple[str, ...] = ()
    """The spec's text."""

    def problem(
        self, path: Path, message: str, expected: str | None = None, hint: str | None = None, *, key: bool = False
    ) -> Problem:
        """A problem at `path`; `key` puts it at the key instead of its value."""
        mark = locate(self.root, path, key=key)
        return Problem(self.file, mark.line, mark.column, message, expected, hint)

    def problem_within(
        self, path: Path, at: int, message: str, expected: str | None = None, hint: str | None = None
    ) -> Problem:
        """A problem `at` so many characters into the text at `path`, as far as that can be told."""
        node, mark = node_at(self.root, path), locate(self.root, path)
        place = inside(self.lines, mark, str(node.value), at) if node else mark
        return Problem(self.file, place.line, place.column, message, expected, hint)

    def names(self, section: str) -> tuple[str, ...]:
        """The names that a section defines, such as those of all receivers."""
        entry = entry_at(self.whole, section)
        return tuple(entry.node.value) if entry and isinstance(entry.node.value, dict) else ()

    def written(self, path: Path) -> bool:
        """Whether something was written at `path`, rather than taken from a default."""
        return node_at(self.root, path) is not None

    def alerts(self) -> Iterator[tuple[Path, shape.Alert]]:
        """Every alert with its path."""
        for index, alert in enumerate(self.spec.alerts):
            yield ("alerts", index), alert

    def objectives(self) -> Iterator[tuple[Path, shape.Objective]]:
        """Every objective with its path."""
        for index, objective in enumerate(self.spec.objectives):
            yield ("objectives", index), objective

    def budgets(self) -> Iterator[tuple[Path, shape.Budget]]:
        """Every budget with its path."""
        for index, budget in enumerate(self.spec.budgets):
            yield ("budgets", index), budget

    def burning(self) -> Iterator[tuple[Path, shape.Objective, shape.Urgency]]:
        """Every alert on an objective, with the objective's path and what is written about it there."""
        for path, objective in self.objectives():
            for urgency in objective.alerts:
                yield path, objective, urgency

    def routes(self) -> Iterator[tuple[Path, shape.Route]]:
        """Every route of the tree with its path, parents before children."""
        yield from _below(("routing",), self.spec.routing.routes)


def _below(parent: Path, routes: tuple[shape.Route, ...]) -> Iterator[tuple[Path, shape.Route]]:
    for index, route in enumerate(routes):
        path = (*parent, "routes", index)
        yield path, route
        yield from _below(path, route.routes)
