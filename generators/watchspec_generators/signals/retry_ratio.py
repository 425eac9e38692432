"""Attempts beyond the first: what the client adds to the load when the provider falters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import ATTEMPTS, BASE_LABELS, REQUESTS
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import counted, recorded_name
from watchspec_generators.signals.traffic import FEWEST_CALLS, SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = "llm_retries"


def record(query: Query) -> Recorded:
    """Attempts that were more than calls, per call, and the count of calls."""
    value, traffic = recorded_name(query, _NAME, "ratio"), recorded_name(query, _NAME, "ratio_count")
    # Attempts have no series before the first of each status, calls of undeclared models none before the first call.
    calls, attempts = counted(query, REQUESTS.name), counted(query, ATTEMPTS.name)
    ratio = f"clamp_min({attempts}\n-\n{calls}, 0)\n/\n({calls} > 0)"
    return Recorded((Recording(traffic, calls), Recording(value, ratio)), value, traffic)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """Calls, as many good attempts, and the wanted share of refused ones on top."""
    calls = tuple(None if phase.value is None else phase.traffic for phase in phases)
    refused = tuple(None if phase.value is None else phase.value * phase.traffic for phase in phases)
    tracks = [
        Track(REQUESTS.name, {"outcome": "success"}, calls),
        Track(ATTEMPTS.name, {"status": "200"}, calls),
        Track(ATTEMPTS.name, {"status": "429"}, refused),
    ]
    return play_counters(scene, phases, tracks)


SIGNAL = Signal(
    name="retry_ratio",
    summary="Retries per call: 50% is one more attempt for every two calls. The floor counts calls.",
    unit="ratio",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=SHORT,
    metrics=(ATTEMPTS, REQUESTS),
    record=record,
    play=play,
    floor=FEWEST_CALLS,
    first_counts=True,
    troubles="share",
)
