"""Labels that have run out of room."""

from __future__ import annotations

from watchspec.catalogue import LABEL_OVERFLOW, OTHER
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.events import Events
from watchspec_generators.signals.traffic import LONG

_EVENTS = Events(LABEL_OVERFLOW)

SIGNAL = Signal(
    name="label_overflow",
    summary=f"How often, in the window, a label's cap was reached and a value was replaced by `{OTHER}`.",
    unit="events",
    labels=LABEL_OVERFLOW.labels,
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(LABEL_OVERFLOW,),
    record=_EVENTS.record,
    play=_EVENTS.play,
    fills=True,
    first_counts=True,
)
