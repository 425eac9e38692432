"""Where panels go: left to right in 24 columns, under the heading of their row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.dashboards.panel import Row

COLUMNS = 24
HEADING = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of the grid; `y` counts down from the top."""

    x: int
    y: int
    width: int
    height: int


def place(rows: Iterable[Row]) -> Mapping[int, Place]:
    """The place of every heading and panel, by id."""
    places: dict[int, Place] = {}
    y = 0
    for row in rows:
        places[row.id] = Place(0, y, COLUMNS, HEADING)
        y = _place_row(row, y + HEADING, places)
    return places


def _place_row(row: Row, top: int, places: dict[int, Place]) -> int:
    """Add the panels of `row` from `top` downwards; returns where the next row begins."""
    x, y, tallest = 0, top, 0
    for panel in row.panels:
        if x + panel.width > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        places[panel.id] = Place(x, y, panel.width, panel.height)
        x, tallest = x + panel.width, max(tallest, panel.height)
    return y + tallest
