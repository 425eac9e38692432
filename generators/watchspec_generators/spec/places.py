"""Where the parts of a spec are written, for reports on what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.overlay import overlaid
from watchspec_generators.spec.source import decode, read
from watchspec_generators.spec.tree import locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.spec.tree import Mark, Path


def places(content: bytes | str, *, file: str, environment: str | None = None) -> Callable[[Path], Mark]:
    """From a path in the spec `content`, as it is in `environment`, to its line and column."""
    root = read(decode(content, file), file)
    whole = overlaid(root, environment) if environment else root
    return lambda path: locate(whole, path)
