"""Thresholds can be passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_beyond_the_top_bucket(broken: Break) -> None:
    """A quantile is never seen above the top bucket."""
    found = broken(
        ("    signal: cost_growth\n    above: 50%\n    floor: $5\n", "    signal: latency_p95\n    above: 2m\n")
    )
    assert [(code, message) for code, _, message in found] == [("reach", "latency_p95 can't be seen above 2m")]
    assert found[0].at.startswith("2m")


def test_at_zero(broken: Break) -> None:
    """Nor below zero."""
    found = broken(
        (
            "    signal: cost_growth\n    above: 50%\n    floor: $5\n",
            "    signal: tokens_per_second_p05\n    below: 0\n",
        )
    )
    assert [(code, message) for code, _, message in found] == [("reach", "tokens_per_second_p05 can't be seen below 0")]
    assert found[0].at.startswith("0")


def test_inside(broken: Break) -> None:
    """Inside the buckets all is well."""
    found = broken(
        ("    signal: cost_growth\n    above: 50%\n    floor: $5\n", "    signal: latency_p95\n    above: 100s\n")
    )
    assert found == []


def test_below_the_least(broken: Break) -> None:
    """A mean is never below the least score."""
    found = broken(
        ("    signal: cost_growth\n    above: 50%\n    floor: $5\n", "    signal: quality_mean\n    below: 0\n")
    )
    assert [(code, message) for code, _, message in found] == [("reach", "quality_mean can't be seen below 0")]
    assert found[0].at.startswith("0")
