"""`barchart`: bars for the rows of a table, side by side for its number columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.preview.drawing.timeseries import short
from watchspec_generators.preview.fields import drawn
from watchspec_generators.preview.legends import legend
from watchspec_generators.preview.model import Chart
from watchspec_generators.preview.transforms.merge import apply as merged

if TYPE_CHECKING:
    from watchspec_generators.preview.drawing import Scene


def draw(scene: Scene) -> Chart:
    """One group for each row, named by its text columns."""
    frame = scene.frames[0] if len(scene.frames) == 1 else merged(scene.frames, {})[0]
    series = drawn(scene.panel, [frame])
    names = [of for of in frame.fields if of.type == "string"]
    first = series[0].settings
    return Chart(
        {
            "kind": "barchart",
            "names": [" ".join(str(of.values[row]) for of in names) for row in range(frame.rows)],
            "horizontal": scene.panel.options.get("orientation") == "horizontal",
            "stacked": scene.panel.options.get("stacking", "none") != "none",
            "axis": {
                "scale": first.scale.data,
                "decimals": first.decimals,
                "min": first.minimum,
                "max": first.maximum,
            },
            "series": [
                {
                    "name": one.name,
                    "colour": one.colour,
                    "scale": one.settings.scale.data,
                    "decimals": one.settings.decimals,
                    "values": [short(value) for value in one.field.values],
                }
                for one in series
            ],
        },
        legend(scene.panel, series),
    )
