"""How old the price list is that calls are priced by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import PRICE_DATA_TIMESTAMP
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal, at_once
from watchspec_generators.signals.playing import ramp, series_selector
from watchspec_generators.signals.promql import level, selector
from watchspec_generators.signals.traffic import LONG

if TYPE_CHECKING:
    from collections.abc import Mapping

_YOUNGER = {"a": 1.0, "b": 0.5, "c": 0.0}
"""Ages of the replicas' lists, as shares of the oldest."""


def record(query: Query) -> Recorded:
    """Age of the oldest list in use, in seconds, as of the latest scrape."""
    value = f"{level(query.by)}:watchspec_price_data_seconds:age_max"
    dated = selector(PRICE_DATA_TIMESTAMP.name, query.matchers)
    return Recorded((Recording(value, f"max(timestamp({dated}) - {dated})"),), value, None)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """Dates that move on with time, so that lists stay as old as they are; one replica has the oldest."""
    return {
        series_selector(PRICE_DATA_TIMESTAMP.name, scene.labels, replica): ramp(scene, phases, share)
        for replica, share in _YOUNGER.items()
    }


SIGNAL = Signal(
    name="price_data_age",
    summary="Age of the newest entry of the price list in use, of the replica with the oldest list.",
    unit="seconds",
    labels=PRICE_DATA_TIMESTAMP.labels,
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(PRICE_DATA_TIMESTAMP,),
    record=record,
    play=play,
    turn=at_once,
)
