"""`table`: the columns of one frame."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.config import settings
from watchspec_generators.preview.model import Cell, Column, Table
from watchspec_generators.preview.transforms.merge import apply as merged
from watchspec_generators.preview.transforms.sort_by import sorted_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.preview.config import Settings
    from watchspec_generators.preview.drawing import Scene
    from watchspec_generators.preview.frames import Field

_BARS = frozenset({"gauge", "lcd-gauge", "basic-gauge"})
_MILLI = 1000


def draw(scene: Scene) -> Table:
    """All rows, in the order that the panel asks for."""
    options = scene.panel.options
    frame = scene.frames[0] if len(scene.frames) == 1 else merged(scene.frames, {})[0]
    by: Mapping[str, Any] = next(iter(options.get("sortBy") or []), {})
    if by:
        frame = sorted_rows(frame, by["displayName"], descending=bool(by.get("desc")))
    fields = [
        (of, one)
        for of in frame.fields
        if not (
            (one := settings(scene.panel, of)).custom.get("hidden") or (one.custom.get("hideFrom") or {}).get("viz")
        )
    ]
    cells = [[_cell(of, one, value) for value in of.values] for of, one in fields]
    return Table(
        columns=tuple(Column(one.name, of.type == "number") for of, one in fields),
        rows=tuple(zip(*cells, strict=True)),
        sorted_by=by.get("displayName"),
        descending=bool(by.get("desc")),
        header=options.get("showHeader", True),
    )


def _cell(of: Field, one: Settings, value: Any) -> Cell:
    if of.type == "time":
        return Cell(f"{datetime.fromtimestamp(value / _MILLI, timezone.utc):%Y-%m-%d %H:%M:%S}")
    # A row that another query does not know has an empty cell there, whatever the panel says of having no data.
    text = "" if value is None else one.text(value)
    kind = (one.custom.get("cellOptions") or {}).get("type", "auto")
    link = next((link["url"] for link in one.links), "")
    if of.type == "string" or value is None or kind == "auto":
        return Cell(text, url=link)
    colour = one.value_colour(value, "")
    if kind in _BARS:
        top = one.maximum if one.maximum is not None else max(of.numbers)
        return Cell(text, colour, share=min(1.0, max(0.0, value / (top or 1.0))), url=link)
    return Cell(text, colour, filled=kind == "color-background", url=link)
