"""Problems as a good compiler prints them: place, sentence, source line with a caret, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.paint import BOLD, CYAN, DIM, RED, YELLOW, Painter
from watchspec_generators.spec.inside import BREAK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.spec.problems import Level, Problem

_COLOURS: Mapping[Level, str] = {"error": RED, "warning": YELLOW, "note": CYAN}
_WORDS: Mapping[Level, str] = {"error": "problem", "warning": "warning", "note": "note"}


def headline(problem: Problem) -> str:
    """`file:line:column: message`, with the level before the message where it is no error."""
    return f"{problem.file}:{problem.line}:{problem.column}: {_said(problem)}"


def render(problems: Iterable[Problem], source: str, *, colour: bool = False) -> str:
    """All `problems` against the text they were found in, and how many there are."""
    lines = BREAK.split(source)
    shown = list(problems)
    blocks = [_block(problem, lines, Painter(colour=colour)) for problem in shown]
    return "\n\n".join([*blocks, _counted(shown)])


def _counted(problems: list[Problem]) -> str:
    counts = ((sum(one.level == level for one in problems), word) for level, word in _WORDS.items())
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count)


def _said(problem: Problem) -> str:
    message = _shown(problem.message)
    return message if problem.level == "error" else f"{problem.level}: {message}"


def _shown(text: str) -> str:
    """`text` on one line; what a terminal would obey rather than print is escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _tabbed(line: str) -> str:
    return "\t".join(map(_shown, line.split("\t")))


def _block(problem: Problem, lines: list[str], paint: Painter) -> str:
    place = paint(BOLD, f"{problem.file}:{problem.line}:{problem.column}:")
    said = paint(_COLOURS[problem.level], _said(problem))
    parts = [f"{place} {said}", *_excerpt(problem, lines, paint)]
    if problem.expected:
        parts.append(f"  expected: {_shown(problem.expected)}")
    if problem.hint:
        parts.append(f"  {paint(CYAN, _shown(problem.hint))}")
    return "\n".join(parts)


def _excerpt(problem: Problem, lines: list[str], paint: Painter) -> list[str]:
    line = lines[problem.line - 1] if problem.line <= len(lines) else ""
    if not line.strip():
        return []
    gutter = f"{problem.line:>5} | "
    # A tab before the caret keeps it under its column however wide the terminal draws tabs.
    before = _tabbed(line[: problem.column - 1])
    indent = "".join("\t" if char == "\t" else " " for char in before)
    return [
        paint(DIM, gutter) + _tabbed(line),
        paint(DIM, f"{'':>5} | ") + indent + paint(_COLOURS[problem.level], "^"),
    ]
