"""`heatmap`: how many events fell into each bucket, moment by moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.preview.config import settings
from watchspec_generators.preview.drawing.timeseries import short
from watchspec_generators.preview.model import Chart
from watchspec_generators.preview.units import formatted, scale

if TYPE_CHECKING:
    from watchspec_generators.preview.drawing import Scene
    from watchspec_generators.preview.frames import Field
    from watchspec_generators.preview.units import Scale

_MOST_COLUMNS = 120


def draw(scene: Scene) -> Chart:
    """Cells with something in them; neighbouring moments are added up where there are more than can be seen."""
    options = scene.panel.options
    fields = [of for frame in scene.frames for of in frame.fields if of.type == "number"]
    first = settings(scene.panel, fields[0])
    axis, cells = options.get("yAxis", {}), options.get("cellValues", {})
    unit = scale(axis["unit"]) if axis.get("unit") else first.scale
    together = -(-len(fields[0].values) // _MOST_COLUMNS)
    least = float((options.get("filterValues") or {}).get("le", 0.0))
    colour = options.get("color", {})
    return Chart(
        {
            "kind": "heatmap",
            "start": scene.span.start,
            "end": scene.span.end,
            "step": scene.span.step * together,
            "rows": [_edge(of, unit, axis.get("decimals")) for of in fields],
            "cells": [
                [column, row, short(value)]
                for row, of in enumerate(fields)
                for column, value in enumerate(_added(of.values, together))
                if value > least
            ],
            "scale": scale(cells.get("unit") or "short").data,
            "decimals": cells.get("decimals"),
            "exponent": colour.get("exponent", 0.5) if colour.get("scale") == "exponential" else 1.0,
            "gap": options.get("cellGap", 1),
            "scheme": colour.get("scheme", "Cividis"),
        }
    )


def _edge(of: Field, unit: Scale, decimals: int | None) -> str:
    edge = of.labels.get("le")
    if edge is None:
        return of.name
    return "+Inf" if edge == "+Inf" else formatted(float(edge), unit, decimals)


def _added(values: tuple[float | None, ...], together: int) -> list[float]:
    return [
        sum(value or 0.0 for value in values[start : start + together]) for start in range(0, len(values), together)
    ]
