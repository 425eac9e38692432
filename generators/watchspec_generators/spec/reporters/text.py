"""Problems as a good compiler prints them: place, sentence, source line with a caret, what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.paint import BOLD, CYAN, DIM, RED, Painter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.spec.problems import Problem

# The line breaks of YAML 1.1, which the reader counts by.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def headline(problem: Problem) -> str:
    """`file:line:column: message`."""
    return f"{problem.file}:{problem.line}:{problem.column}: {problem.message}"


def render(problems: Iterable[Problem], source: str, *, colour: bool = False) -> str:
    """All `problems` against the text they were found in, and how many there are."""
    lines = _BREAK.split(source)
    blocks = [_block(problem, lines, Painter(colour=colour)) for problem in problems]
    count = f"{len(blocks)} problem{'' if len(blocks) == 1 else 's'}"
    return "\n\n".join([*blocks, count])


def _block(problem: Problem, lines: list[str], paint: Painter) -> str:
    place = paint(BOLD, f"{problem.file}:{problem.line}:{problem.column}:")
    parts = [f"{place} {paint(RED, problem.message)}", *_excerpt(problem, lines, paint)]
    if problem.expected:
        parts.append(f"  expected: {problem.expected}")
    if problem.hint:
        parts.append(f"  {paint(CYAN, problem.hint)}")
    return "\n".join(parts)


def _excerpt(problem: Problem, lines: list[str], paint: Painter) -> list[str]:
    line = lines[problem.line - 1] if problem.line <= len(lines) else ""
    if not line.strip():
        return []
    gutter = f"{problem.line:>5} | "
    # A tab before the caret keeps it under its column however wide the terminal draws tabs.
    indent = "".join("\t" if char == "\t" else " " for char in line[: problem.column - 1])
    return [paint(DIM, gutter) + line, paint(DIM, f"{'':>5} | ") + indent + paint(RED, "^")]
