"""`bargauge`: a horizontal bar for each series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.preview.fields import shares, singles
from watchspec_generators.preview.model import Bar, Bars

if TYPE_CHECKING:
    from watchspec_generators.preview.drawing import Scene


def draw(scene: Scene) -> Bars:
    """The bars in the order of the series."""
    found = singles(scene.panel, scene.frames)
    return Bars(
        tuple(
            Bar(single.name, single.text, single.colour, share)
            for single, share in zip(found, shares(found), strict=True)
        )
    )
