"""What is left of the provider's rate limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import (
    QUOTA_LIMIT_REQUESTS,
    QUOTA_LIMIT_TOKENS,
    QUOTA_REMAINING_REQUESTS,
    QUOTA_REMAINING_TOKENS,
    REQUESTS,
)
from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal, at_once
from watchspec_generators.signals.playing import Track, play_counters, play_gauge
from watchspec_generators.signals.promql import recorded_name, selector
from watchspec_generators.signals.traffic import SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec.catalogue import Metric

_RESOURCES = {
    "requests": (QUOTA_REMAINING_REQUESTS, QUOTA_LIMIT_REQUESTS),
    "tokens": (QUOTA_REMAINING_TOKENS, QUOTA_LIMIT_TOKENS),
}
_LIMIT = 10_000.0
_CALL = {"operation": "chat", "feature": "any", "outcome": "success"}
_CALLING, _QUIET = "a", "quiet"


def record(query: Query) -> Recorded:
    """The least of what is left of any resource at any instance that has been calling; 0 is none, 1 is all."""
    left = "\n    or\n".join(_left(query, resource, *metrics) for resource, metrics in _RESOURCES.items())
    # What an instance was told before it fell quiet is no news.
    finished = f"increase({selector(REQUESTS.name, query.matchers)}[{query.window}]) > 0"
    own = ", ".join(dict.fromkeys(("resource", *REQUESTS.all_labels[2:])))
    least = f"min by ({', '.join(query.by)}) " if query.by else "min"
    value = recorded_name(query, "llm_quota_remaining", "ratio_least")
    expr = f"{least}(\n  (\n{left}\n  )\n  and ignoring ({own})\n  ({finished})\n)"
    return Recorded((Recording(value, expr),), value, None)


def _left(query: Query, resource: str, remaining: Metric, limit: Metric) -> str:
    share = f"{selector(remaining.name, query.matchers)} / {selector(limit.name, query.matchers)}"
    return f'    label_replace({share}, "resource", "{resource}", "", "")'


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """Instances that call, one of which is told of the wanted share, and a quiet one that was told of nothing left."""
    calls = tuple(None if phase.value is None else phase.traffic for phase in phases)
    everything = tuple(Phase(phase.length, None if phase.value is None else 1.0, phase.traffic) for phase in phases)
    nothing = tuple(Phase(phase.length, None if phase.value is None else 0.0, phase.traffic) for phase in phases)
    call = {label: scene.labels.get(label, value) for label, value in _CALL.items()}
    played = play_counters(scene, phases, [Track(REQUESTS.name, call, calls)])
    for turn, (remaining, limit) in enumerate(_RESOURCES.values()):
        # The resources take turns in being scarce.
        told = tuple(
            each if number % len(_RESOURCES) == turn else full
            for number, (each, full) in enumerate(zip(phases, everything, strict=True))
        )
        for instance, shares in ((_CALLING, told), ("b", everything), ("c", everything), (_QUIET, nothing)):
            played |= play_gauge(scene, shares, remaining, instance, scale=_LIMIT, first=1.0)
            played |= play_gauge(scene, everything, limit, instance, scale=_LIMIT, first=1.0)
    return played


SIGNAL = Signal(
    name="quota_remaining_ratio",
    summary="What is left of the provider's rate limit, of requests or of tokens, whichever is less, as the instance "
    "with least was told; instances without calls in the window do not count.",
    unit="ratio",
    labels=QUOTA_REMAINING_REQUESTS.labels,
    kind="threshold",
    direction="below",
    window=SHORT,
    metrics=(QUOTA_REMAINING_REQUESTS, QUOTA_LIMIT_REQUESTS, QUOTA_REMAINING_TOKENS, QUOTA_LIMIT_TOKENS),
    record=record,
    play=play,
    turn=at_once,
    highest=1.0,
)
