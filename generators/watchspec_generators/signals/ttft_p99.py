"""The time to first token that 99 in a hundred streams stay under."""

from __future__ import annotations

from watchspec_generators.signals.ttft import ttft

SIGNAL = ttft("ttft_p99", 99)
