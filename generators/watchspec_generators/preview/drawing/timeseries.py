"""`timeseries`: lines, areas, bars or points over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.fields import drawn
from watchspec_generators.preview.legends import legend, ordered
from watchspec_generators.preview.model import Chart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.preview.drawing import Scene
    from watchspec_generators.preview.fields import Drawn

_SIGNIFICANT = 6


def draw(scene: Scene) -> Chart:
    """Every series with its style; thresholds as lines or areas."""
    series = ordered(scene.panel, drawn(scene.panel, scene.frames))
    first = series[0].settings
    custom = first.custom
    data = {
        "kind": "timeseries",
        "start": scene.span.start,
        "end": scene.span.end,
        "step": scene.span.step,
        "axis": {
            "scale": first.scale.data,
            "decimals": first.decimals,
            "min": first.minimum,
            "max": first.maximum,
            "softMin": custom.get("axisSoftMin"),
            "softMax": custom.get("axisSoftMax"),
            "log": (custom.get("scaleDistribution") or {}).get("type") == "log",
        },
        "thresholds": _thresholds(first.thresholds, (custom.get("thresholdsStyle") or {}).get("mode", "off")),
        "marks": [
            {"start": mark.start, "end": mark.end, "colour": mark.colour, "text": mark.text} for mark in scene.marks
        ],
        "sorted": scene.panel.options.get("tooltip", {}).get("sort", "none"),
        "series": [_series(one) for one in series],
    }
    return Chart(data, legend(scene.panel, series))


def _series(one: Drawn) -> Mapping[str, Any]:
    custom = one.settings.custom
    stacking = custom.get("stacking") or {}
    return {
        "name": one.name,
        "colour": one.colour,
        "scale": one.settings.scale.data,
        "decimals": one.settings.decimals,
        "style": custom.get("drawStyle", "line"),
        "shape": custom.get("lineInterpolation", "linear"),
        "width": custom.get("lineWidth", 1),
        "dash": (custom.get("lineStyle") or {}).get("fill") == "dash",
        "fill": custom.get("fillOpacity", 0) / 100,
        "stack": stacking.get("group", "A") if stacking.get("mode", "none") != "none" else None,
        "points": custom.get("showPoints", "auto"),
        "connected": bool(custom.get("spanNulls")),
        "right": custom.get("axisPlacement") == "right",
        "values": [short(value) for value in one.field.values],
    }


def short(value: float | None) -> float | None:
    """As many digits as a picture can show."""
    return None if value is None else float(f"{value:.{_SIGNIFICANT}g}")


def _thresholds(steps: Any, mode: str) -> Mapping[str, Any]:
    return {"mode": mode, "steps": [{"value": step.value, "colour": step.colour} for step in steps]}
