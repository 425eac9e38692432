"""`stat`: big numbers, with the course behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.preview.fields import singles
from watchspec_generators.preview.model import Tile, Tiles

if TYPE_CHECKING:
    from watchspec_generators.preview.drawing import Scene

_MOST_POINTS = 120


def draw(scene: Scene) -> Tiles:
    """One tile for each series; a single series needs no name unless the panel asks for it."""
    options = scene.panel.options
    found = singles(scene.panel, scene.frames)
    mode = options.get("textMode", "auto")
    named = mode in ("name", "value_and_name") or (mode == "auto" and len(found) > 1)
    return Tiles(
        tuple(
            Tile(
                name=single.name if named else "",
                text="" if mode in ("name", "none") else single.text,
                colour=single.colour,
                course=course(single.course) if options.get("graphMode", "area") == "area" else (),
                filled=str(options.get("colorMode", "value")).startswith("background"),
            )
            for single in found
        )
    )


def course(values: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """At most some 120 values, from 0 for the least to 1 for the greatest; nothing where there is no course."""
    taken = values[:: max(1, -(-len(values) // _MOST_POINTS))]
    there = [value for value in taken if value is not None]
    if len(there) <= 1:
        return ()
    low, room = min(there), (max(there) - min(there)) or 1.0
    return tuple(None if value is None else round((value - low) / room, 4) for value in taken)
