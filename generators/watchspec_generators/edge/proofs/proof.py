"""One thing that was proven, or not."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.edge.tools import Tool, ToolMissing, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchspec_generators.edge.tools import ToolName


OLDEST_PROGRAMS: tuple[ToolName, ...] = ("promtool", "amtool")


@dataclass(frozen=True, slots=True)
class Proof:
    """What was asked of which program about which files, and the answer."""

    name: str
    subject: str
    """The files, relative to the output folder."""
    tool: str
    """Program and version."""
    count: int
    """How many rules, tests or routes were looked at."""
    ok: bool
    detail: str
    """What the program said, where it found something wrong."""
    seconds: float


def tools_of(name: ToolName) -> list[Tool]:
    """The current program, which must be there, and the oldest that is supported, where it is installed."""
    found = [find(name)]
    try:
        return [*found, find(name, "oldest")]
    except ToolMissing:
        return found


def unproven() -> list[str]:
    """What is not proven on the oldest supported line, since a program is not installed; one sentence each."""
    reasons = (_missing(name) for name in OLDEST_PROGRAMS)
    return [f"not proven on the oldest line: {reason}" for reason in reasons if reason]


def _missing(name: ToolName) -> str | None:
    try:
        find(name, "oldest")
    except ToolMissing as missing:
        return str(missing)
    return None


def title(tool: Tool) -> str:
    """`promtool 3.5`."""
    return f"{tool.name} {tool.version[0]}.{tool.version[1]}"


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Seconds since entry."""
    begin = time.monotonic()
    yield lambda: time.monotonic() - begin
