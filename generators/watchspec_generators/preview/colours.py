"""Colours of fields: fixed, by threshold, or from the palette that everybody can tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec_generators.dashboards.palette import colours as palette

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMED = {
    "red": "#F2495C",
    "orange": "#FF9830",
    "yellow": "#FADE2A",
    "green": "#73BF69",
    "blue": "#5794F2",
    "purple": "#B877D9",
    "white": "#FFFFFF",
    "black": "#000000",
    "gray": "#808080",
    "grey": "#808080",
    "transparent": "transparent",
    "text": "currentColor",
}
"""Grafana's own names."""
NEUTRAL = "#808080"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `value` upwards the colour holds; the first begins at minus infinity, which is None."""

    value: float | None
    colour: str


def hexadecimal(name: str) -> str:
    """A colour that a browser knows: of Grafana's names the shades are told apart by their last word alone."""
    return _NAMED.get(name.rpartition("-")[2], name)


def thresholds(config: Mapping[str, Any]) -> tuple[Threshold, ...]:
    """A field's thresholds, ascending."""
    steps = config.get("steps", [])
    return tuple(Threshold(step.get("value"), hexadecimal(step["color"])) for step in steps)


def crossed(steps: Sequence[Threshold], value: float | None) -> str:
    """The colour of the highest threshold that `value` reaches."""
    found = NEUTRAL
    for step in steps:
        if step.value is None or (value is not None and value >= step.value):
            found = step.colour
    return found


def series_colours(names: Sequence[str], *, by_name: bool) -> Mapping[str, str]:
    """A colour for each name: in the order of the names, or of their alphabet so that it is the same elsewhere."""
    unique = dict.fromkeys(names)
    return palette(sorted(unique) if by_name else unique)
