"""Windows and traffic floors that signals share."""

from __future__ import annotations

from watchspec_generators.values import Duration, Quantity

SHORT = Duration(5 * 60_000)
LONG = Duration(60 * 60_000)
DAY = Duration(24 * 60 * 60_000)
FEWEST_CALLS = Quantity(20.0, "requests", "20")
"""Two failures in eight calls say nothing about a provider."""
FEWEST_JUDGEMENTS = Quantity(20.0, "requests", "20")
"""Evaluations, checks or ratings below which a mean or share is noise."""
