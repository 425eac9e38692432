"""The time to first token that nineteen in twenty streams stay under."""

from __future__ import annotations

from watchspec_generators.signals.ttft import ttft

SIGNAL = ttft("ttft_p95", 95)
