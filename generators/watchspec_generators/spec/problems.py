"""What can be wrong with a spec: a place, a sentence, what was expected, and a hint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.spec.reporters import text

if TYPE_CHECKING:
    from collections.abc import Iterable


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


class SpecError(Exception):
    """A spec that can't be used, with every problem that was found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        self.problems = tuple(sorted(set(problems), key=_in_file_order))
        self.source = source
        super().__init__("\n".join(text.headline(problem) for problem in self.problems))

    def report(self, *, colour: bool = False) -> str:
        """Every problem with its source line, as a compiler would print it."""
        return text.render(self.problems, self.source, colour=colour)


def _in_file_order(problem: Problem) -> tuple[str, int, int, str, str, str]:
    return (
        problem.file,
        problem.line,
        problem.column,
        problem.message,
        problem.expected or "",
        problem.hint or "",
    )
