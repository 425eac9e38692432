"""The time to first token that half of the streams stay under."""

from __future__ import annotations

from watchspec_generators.signals.ttft import ttft

SIGNAL = ttft("ttft_p50", 50)
