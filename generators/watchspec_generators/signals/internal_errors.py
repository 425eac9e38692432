"""Failures of the exporter itself."""

from __future__ import annotations

from watchspec.catalogue import INTERNAL_ERRORS
from watchspec_generators.signals.base import Signal
from watchspec_generators.signals.events import Events
from watchspec_generators.signals.traffic import LONG

_EVENTS = Events(INTERNAL_ERRORS)

SIGNAL = Signal(
    name="internal_errors",
    summary="How often, in the window, the exporter itself failed; the calls were not affected, their metrics may be.",
    unit="events",
    labels=INTERNAL_ERRORS.labels,
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(INTERNAL_ERRORS,),
    record=_EVENTS.record,
    play=_EVENTS.play,
    fills=True,
    first_counts=True,
)
