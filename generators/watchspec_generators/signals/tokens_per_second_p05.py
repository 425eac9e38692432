"""The output speed that all but one stream in twenty reach."""

from __future__ import annotations

from watchspec_generators.signals.generation_speed import generation_speed

SIGNAL = generation_speed("tokens_per_second_p05", 5)
