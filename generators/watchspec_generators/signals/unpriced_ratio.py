"""Calls that used tokens and yet cost nothing, as far as anybody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import BASE_LABELS, UNPRICED, USAGE_REPORTS, USAGE_SOURCES
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import any_of, recorded_name, windowed
from watchspec_generators.signals.ratios import share
from watchspec_generators.signals.traffic import FEWEST_CALLS, LONG

if TYPE_CHECKING:
    from collections.abc import Mapping

_REPORTED, *_, _UNKNOWN = USAGE_SOURCES
_NAME = "llm_unpriced"


def record(query: Query) -> Recorded:
    """The share of unpriced calls among those whose tokens the provider reported, and the count of the latter."""
    reported = any_of("usage_source", (_REPORTED,))
    part = windowed(query, "rate", UNPRICED.name)
    whole = windowed(query, "rate", USAGE_REPORTS.name, reported)
    value, traffic = recorded_name(query, _NAME, "ratio_rate"), recorded_name(query, _NAME, "ratio_count")
    count = windowed(query, "increase", USAGE_REPORTS.name, reported)
    return Recorded((Recording(traffic, count), Recording(value, share(part, whole))), value, traffic)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """As many calls with usage as traffic is asked for, twice as many without, and the wanted share unpriced."""
    unpriced = tuple(None if phase.value is None else phase.value * phase.traffic for phase in phases)
    all_calls = tuple(None if phase.value is None else phase.traffic for phase in phases)
    # None where nothing is unpriced, so that a rule can't live on these there.
    unknown = tuple(
        amount and 2 * amount if phase.value else 0.0 for phase, amount in zip(phases, all_calls, strict=True)
    )
    tracks = [
        Track(UNPRICED.name, {}, unpriced),
        Track(USAGE_REPORTS.name, {"usage_source": _REPORTED}, all_calls),
        Track(USAGE_REPORTS.name, {"usage_source": _UNKNOWN}, unknown),
    ]
    # What never happened has no series yet.
    return play_counters(scene, phases, [track for track in tracks if any(track.per_window)])


SIGNAL = Signal(
    name="unpriced_ratio",
    summary="Share of calls without a known price, of those whose token usage was reported; their cost is in no sum.",
    unit="ratio",
    labels=BASE_LABELS,
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(UNPRICED, USAGE_REPORTS),
    record=record,
    play=play,
    floor=FEWEST_CALLS,
    highest=1.0,
    troubles="share",
)
