"""The output speed that half of the streams reach."""

from __future__ import annotations

from watchspec_generators.signals.generation_speed import generation_speed

SIGNAL = generation_speed("tokens_per_second_p50", 50)
