"""Grafana's transformations: each module of this package is one, by its id in snake case."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec_generators.preview.frames import Frame
    from watchspec_generators.preview.reading import Panel

_KNOWN = frozenset(found.name for found in iter_modules(__path__))


def transformed(panel: Panel, frames: Sequence[Frame]) -> tuple[tuple[Frame, ...], tuple[str, ...]]:
    """The frames after the panel's transformations, and the ids of those that are not known here."""
    result, unknown = tuple(frames), []
    for one in panel.transformations:
        name = re.sub(r"([A-Z])", r"_\1", one["id"]).lower()
        if name in _KNOWN:
            result = import_module(f"{__name__}.{name}").apply(result, one.get("options", {}))
        else:
            unknown.append(one["id"])
    return result, tuple(unknown)
