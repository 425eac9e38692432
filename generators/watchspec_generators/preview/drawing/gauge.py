"""`gauge`: a dial for each series, with the thresholds on its rim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.preview.drawing import bargauge
from watchspec_generators.preview.fields import Single, shares, singles
from watchspec_generators.preview.model import Dials, Stop

if TYPE_CHECKING:
    from watchspec_generators.preview.drawing import Scene


def draw(scene: Scene) -> Dials:
    """The dials in the order of the series."""
    found = singles(scene.panel, scene.frames)
    config = found[0].settings
    # Each threshold lies where a series of that value would end.
    ends = [Single("", step.value, "", step.colour, config) for step in config.thresholds]
    places = shares([*ends, *found])[: len(ends)]
    stops = (Stop(0.0 if end.value is None else place, end.colour) for end, place in zip(ends, places, strict=True))
    return Dials(bargauge.draw(scene).bars, tuple(stops))
