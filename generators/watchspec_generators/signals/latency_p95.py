"""The duration that nineteen in twenty answered calls stay under."""

from __future__ import annotations

from watchspec_generators.signals.latency import latency

SIGNAL = latency("latency_p95", 95)
