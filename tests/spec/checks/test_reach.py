"""Thresholds can be passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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


@pytest.mark.parametrize(
    ("signal", "threshold"),
    [
        ("error_ratio", "above: 100%"),
        ("hallucination_ratio", "above: 120%"),
        ("success_ratio", "below: 150%"),
    ],
)
def test_beyond_the_most(broken: Break, signal: str, threshold: str) -> None:
    """No share is above 100%, so such an alert would never fire, and one below more than that would never end."""
    found = broken(
        ("    signal: cost_growth\n    above: 50%\n    floor: $5\n", f"    signal: {signal}\n    {threshold}\n")
    )
    side, value = threshold.split(": ")
    sentence = f"{signal} can't be seen above {value}" if side == "above" else f"{signal} is always below {value}"
    assert [(code, message) for code, _, message in found] == [("reach", sentence)]
    assert found[0].at.startswith(value)


@pytest.mark.parametrize(
    ("signal", "threshold"),
    [
        ("success_ratio", "below: 100%"),
        ("cost_growth", "above: 150%"),
        ("quality_mean", "below: 1\n    confidence: none"),
    ],
)
def test_at_the_most(broken: Break, signal: str, threshold: str) -> None:
    """Below the most is a sensible limit (no failure at all), and growth has no most."""
    assert (
        broken(("    signal: cost_growth\n    above: 50%\n    floor: $5\n", f"    signal: {signal}\n    {threshold}\n"))
        == []
    )


@pytest.mark.parametrize("signal", ["cost", "cost_growth"])
def test_any_spend_at_all(broken: Break, signal: str) -> None:
    """Money is spent all the time: an alert above nothing would never be quiet."""
    written = "$0" if signal == "cost" else "0%"
    old, new = (
        "    signal: cost_growth\n    above: 50%\n    floor: $5\n",
        f"    signal: {signal}\n    above: {written}\n",
    )
    found = broken((old, new))
    assert [(code, message) for code, _, message in found] == [
        ("reach", f"{signal} is above {written} whenever anything is spent as usual")
    ]
