"""Ways to break Alertmanager's configuration: each module offers `changes(config)`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from watchspec_generators.mutation.routing.types import Change, Place


def mutator_names() -> tuple[str, ...]:
    """Names of all mutators, sorted."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Every way to break `config`, each by words of its own at its place."""
    named = Counter[tuple["Place", str]]()
    for name in mutator_names():
        for change in import_module(f"{__name__}.{name}").changes(config):
            named[change.at, change.what] += 1
            times = named[change.at, change.what]
            again = f" ({times})" if times > 1 else ""
            yield replace(change, what=f"{change.what}{again}", mutator=name)
