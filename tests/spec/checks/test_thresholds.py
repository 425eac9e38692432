"""Thresholds are in the signal's unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_no_unit(broken: Break) -> None:
    """A bare number lacks its unit."""
    found = broken(("above: 50%", "above: 50"))
    assert [(code, message) for code, _, message in found] == [("thresholds", "50 is no threshold for cost_growth")]
    assert found[0].at.startswith("50")


def test_wrong_unit(broken: Break) -> None:
    """Another unit."""
    found = broken(("above: 50%", "above: 50s"))
    assert [(code, message) for code, _, message in found] == [("thresholds", "50s is no threshold for cost_growth")]
    assert found[0].at.startswith("50s")
