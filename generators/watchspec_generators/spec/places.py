"""Where the parts of a spec are written, for reports on what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.overlay import overlaid
from watchspec_generators.spec.source import decode, read
from watchspec_generators.spec.tree import locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.spec.tree import Mark, Node, Path


def places(content: bytes | str, *, file: str, environment: str | None = None) -> Callable[[Path], Mark]:
    """From a path in the spec `content`, as it is in `environment`, to its line and column."""
    whole = _whole(content, file, environment)
    return lambda path: locate(whole, path)


def positions(content: bytes | str, *, file: str, environment: str | None = None) -> Callable[[Path], str]:
    """The same as `file:line:column`, of what has a name at its name."""
    whole = _whole(content, file, environment)

    def position(path: Path) -> str:
        mark = locate(whole, path, key=True)
        return f"{file}:{mark.line}:{mark.column}"

    return position


def _whole(content: bytes | str, file: str, environment: str | None) -> Node:
    root = read(decode(content, file), file)
    return overlaid(root, environment) if environment else root
