"""The duration that half of the answered calls stay under."""

from __future__ import annotations

from watchspec_generators.signals.latency import latency

SIGNAL = latency("latency_p50", 50)
