"""Suggestions for mistyped names."""

from __future__ import annotations

from watchspec_generators.spec.suggest import did_you_mean, one_of


def test_nearest_name() -> None:
    """Near names are suggested, whatever their case and hyphens; far ones are not."""
    assert did_you_mean("severty", ("severity", "summary")) == "did you mean `severity`?"
    assert did_you_mean("ML-Platform", ("ml_platform",)) == "did you mean `ml_platform`?"
    assert did_you_mean("zzz", ("severity",)) is None


def test_lists_of_names() -> None:
    """Few names are listed, many shortened, none said so."""
    assert one_of(("b", "a")) == "one of a, b"
    assert one_of(f"n{number:02}" for number in range(20)).endswith("n11, ... (20 in all)")
    assert one_of(()) == "nothing: none is defined"
