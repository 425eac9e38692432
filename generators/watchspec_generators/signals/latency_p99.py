"""The duration that 99 in a hundred answered calls stay under."""

from __future__ import annotations

from watchspec_generators.signals.latency import latency

SIGNAL = latency("latency_p99", 99)
