"""How much lower the mean evaluation score of a prompt version is than that of its baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import PROMPT_SCORE
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.playing import Track, play_counters
from watchspec_generators.signals.promql import windowed
from watchspec_generators.signals.traffic import DAY, FEWEST_JUDGEMENTS
from watchspec_generators.signals.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.signals.base import Phase, Query, Scene


def estimate(query: Query, matcher: str) -> tuple[str, str]:
    """Mean score, and the number of scores."""
    total = windowed(query, "rate", f"{PROMPT_SCORE.name}_sum", matcher)
    count = windowed(query, "rate", f"{PROMPT_SCORE.name}_count", matcher)
    return f"{total}\n/\n({count} > 0)", windowed(query, "increase", f"{PROMPT_SCORE.name}_count", matcher)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """Scores of the wanted mean; nobody looks at their buckets, and three prompts have many."""
    points = [None if phase.value is None else phase.value * phase.traffic for phase in phases]
    counted = [None if phase.value is None else phase.traffic for phase in phases]
    tracks = [
        Track(f"{PROMPT_SCORE.name}_sum", {}, tuple(points)),
        Track(f"{PROMPT_SCORE.name}_count", {}, tuple(counted)),
    ]
    return play_counters(scene, phases, tracks)


_VERSIONS = Versions("llm_prompt_score", estimate, play, rises=False, usual=0.9)

SIGNAL = Signal(
    name="prompt_score_drop",
    summary="How much lower the mean evaluation score of a prompt version is than that of the alert's `baseline`. "
    "The floor holds for each of the two.",
    unit="score",
    labels=PROMPT_SCORE.labels,
    kind="threshold",
    direction="above",
    window=DAY,
    metrics=(PROMPT_SCORE,),
    record=_VERSIONS.record,
    play=_VERSIONS.play,
    floor=FEWEST_JUDGEMENTS,
    bound=_VERSIONS.bound,
    work=_VERSIONS.work,
    against_version=True,
    lowest=_VERSIONS.lowest,
    highest=_VERSIONS.highest,
)
