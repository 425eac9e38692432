"""What every source of programs has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from watchspec_generators.edge.tools import Line, ToolName


class SourceFailed(Exception):  # noqa: N818 -- reads as what happened
    """This source can't give the programs; the message says why, for people."""


class Fetch(Protocol):
    """Unpacks what it has of `names` below `folder`/bin; SourceFailed when it has nothing."""

    def __call__(self, names: Collection[ToolName], line: Line, folder: Path, say: Callable[[str], None]) -> None: ...
