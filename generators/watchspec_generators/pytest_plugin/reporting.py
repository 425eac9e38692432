"""How items of the plugin fail: at a place in the spec, with a sentence, and without a traceback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from _pytest._code.code import ReprFileLocation, TerminalRepr

from watchspec_generators.edge.tools import Tool, ToolMissing, find

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest._io import TerminalWriter


class Unmet(Exception):  # noqa: N818 -- reads as what happened
    """What was expected did not come about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line and column of a file; both count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(eq=False)
class Complaint(TerminalRepr):
    """The place, and what was wrong there."""

    place: Place
    message: str

    @property
    def reprcrash(self) -> ReprFileLocation:
        """For the summary, and for reports as files."""
        return ReprFileLocation(self.place.file, self.place.line, f"{self.place}: {self.message}")

    def toterminal(self, tw: TerminalWriter) -> None:
        """The place first, so that editors and people find it."""
        tw.line(f"{self.place}: {self.message}", red=True)


class PlacedItem(pytest.Item):
    """A test that is written in a file other than Python's."""

    place: Place

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where it is written; pytest counts lines from 0."""
        return self.path, self.place.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """The place and the sentence; anything but an expectation that was not met is a fault of ours."""
        if isinstance(excinfo.value, Unmet):
            return Complaint(self.place, str(excinfo.value))
        return super().repr_failure(excinfo, style)


def promtool(config: pytest.Config) -> Tool:
    """The program; without it the test is skipped, or fails if it was asked to."""
    try:
        return find("promtool")
    except ToolMissing as missing:
        if config.getoption("watchspec_require_tools"):
            raise Unmet(str(missing)) from None
        pytest.skip(str(missing))


def apart(names: list[str]) -> Iterator[str]:
    """The names, later ones of the same with a number."""
    for index, name in enumerate(names):
        earlier = names[:index].count(name)
        yield f"{name} ({earlier + 1})" if earlier else name


def shown(path: Path, config: pytest.Config) -> str:
    """The path as people type it."""
    here = config.invocation_params.dir
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
