"""Every change between two states, none left out: what no part has words for is told as a file that differs."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from watchspec_generators.meaning import parts
from watchspec_generators.meaning.types import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.meaning.types import State, World


def changes(before: State, after: State, world: World) -> tuple[Change, ...]:
    """What makes `after` of `before`: by part in the parts' order, none twice."""
    return tuple(dict.fromkeys(_changes(before, after, world)))


def _changes(before: State, after: State, world: World) -> Iterator[Change]:
    names = sorted(module.name for module in iter_modules(parts.__path__))
    modules = [import_module(f"{parts.__name__}.{name}") for name in names]
    told = [(module, tuple(module.changes(before, after, world))) for module in modules]
    yield from (change for _, found in told for change in found)
    spoken = [module for module, found in told if found]
    for path in sorted({*before.files, *after.files}):
        if before.files.get(path) != after.files.get(path) and not any(module.takes(path) for module in spoken):
            yield Change(f"file {path}", "change", "in a way that has no words here; see the full difference")
