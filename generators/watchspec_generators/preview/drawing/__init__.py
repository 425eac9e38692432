"""From a panel and its frames to what is drawn: each module of this package is one of Grafana's panel types."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from watchspec_generators.preview.config import NO_DATA
from watchspec_generators.preview.model import Nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec_generators.preview.frames import Frame
    from watchspec_generators.preview.model import Body, Mark
    from watchspec_generators.preview.reading import Panel
    from watchspec_generators.preview.timing import Span

TYPES = frozenset(found.name for found in iter_modules(__path__))
NEED_NO_DATA = frozenset({"text"})


@dataclass(frozen=True, slots=True)
class Scene:
    """What a panel is drawn from."""

    panel: Panel
    frames: Sequence[Frame]
    span: Span
    marks: Sequence[Mark] = ()


def draw(scene: Scene) -> Body:
    """The panel's body; says so where its type is not known here, or where there is nothing to draw."""
    panel = scene.panel
    if panel.type not in TYPES:
        return Nothing(f"A panel of type {panel.type} is not drawn here.")
    there = any(of.numbers for frame in scene.frames for of in frame.fields if of.type == "number")
    if not there and panel.type not in NEED_NO_DATA:
        return Nothing(panel.defaults.get("noValue") or NO_DATA)
    body: Body = import_module(f"{__name__}.{panel.type}").draw(scene)
    return body
