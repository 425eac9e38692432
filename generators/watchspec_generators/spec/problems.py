"""What can be wrong with a spec: a place, a sentence, what was expected, a hint, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from watchspec_generators.spec.reporters import text

if TYPE_CHECKING:
    from collections.abc import Iterable


Level = Literal["error", "warning", "note"]
"""An error stops everything; a warning is for somebody to judge; a note is worth knowing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right, at a 1-based line and column of `file`."""

    file: str
    line: int
    column: int
    message: str
    expected: str | None = None
    hint: str | None = None
    code: str = "spec"
    """The rule that was broken: `yaml`, `schema`, or the name of a check."""
    level: Level = "error"


class SpecError(Exception):
    """A spec that can't be used, with every problem that was found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        self.problems = in_file_order(problems)
        self.source = source
        super().__init__("\n".join(text.headline(problem) for problem in self.problems))

    def report(self, *, colour: bool = False) -> str:
        """Every problem with its source line, as a compiler would print it."""
        return text.render(self.problems, self.source, colour=colour)


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each of `problems` once, in the order of the file."""
    return tuple(sorted(set(problems), key=_place))


def _place(problem: Problem) -> tuple[str, int, int, str, str, str]:
    return (
        problem.file,
        problem.line,
        problem.column,
        problem.message,
        problem.expected or "",
        problem.hint or "",
    )
