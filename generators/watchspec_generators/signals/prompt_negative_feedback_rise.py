"""How much larger the share of negative feedback on a prompt version is than on its baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import NEGATIVE_RATINGS, POSITIVE_RATINGS, PROMPT_FEEDBACK
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import any_of, windowed
from watchspec_generators.signals.ratios import share
from watchspec_generators.signals.traffic import DAY, FEWEST_JUDGEMENTS
from watchspec_generators.signals.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.signals.base import Phase, Query, Scene


def estimate(query: Query, matcher: str) -> tuple[str, str]:
    """Share of feedback that was negative, and how much feedback there was."""
    negative = any_of("rating", NEGATIVE_RATINGS)
    part = windowed(query, "rate", PROMPT_FEEDBACK.name, matcher, negative)
    whole = windowed(query, "rate", PROMPT_FEEDBACK.name, matcher)
    return share(part, whole), windowed(query, "increase", PROMPT_FEEDBACK.name, matcher)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """Feedback of which the wanted share is negative."""
    negative = [None if phase.value is None else phase.value * phase.traffic for phase in phases]
    positive = [None if phase.value is None else (1 - phase.value) * phase.traffic for phase in phases]
    tracks = [
        Track(PROMPT_FEEDBACK.name, {"rating": NEGATIVE_RATINGS[0]}, tuple(negative)),
        Track(PROMPT_FEEDBACK.name, {"rating": POSITIVE_RATINGS[0]}, tuple(positive)),
    ]
    return play_counters(scene, phases, tracks)


_VERSIONS = Versions("llm_prompt_negative_feedback", estimate, play, rises=True, usual=0.1)

SIGNAL = Signal(
    name="prompt_negative_feedback_rise",
    summary="How much larger the share of negative feedback is on a prompt version than on the alert's `baseline`: "
    "5% is five in a hundred more. The floor holds for each of the two.",
    unit="ratio",
    labels=PROMPT_FEEDBACK.labels[:-1],
    kind="threshold",
    direction="above",
    window=DAY,
    metrics=(PROMPT_FEEDBACK,),
    record=_VERSIONS.record,
    play=_VERSIONS.play,
    floor=FEWEST_JUDGEMENTS,
    bound=_VERSIONS.bound,
    work=_VERSIONS.work,
    against_version=True,
    lowest=_VERSIONS.lowest,
    highest=_VERSIONS.highest,
)
