"""Always true: its silence tells that alerting itself is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.signals.base import Phase, Query, Recorded, Scene, Signal
from watchspec_generators.signals.traffic import SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping


def record(query: Query) -> Recorded:  # noqa: ARG001 - every signal is asked the same way
    """An expression that needs no data."""
    return Recorded((), "vector(1)", None)


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:  # noqa: ARG001 - as above
    """Nothing: the alert looks at no series."""
    return {}


SIGNAL = Signal(
    name="watchdog",
    summary="Always true; route it to a dead man's switch, which speaks when it stops hearing this alert.",
    unit="none",
    labels=(),
    kind="event",
    direction="both",
    window=SHORT,
    metrics=(),
    record=record,
    play=play,
)
