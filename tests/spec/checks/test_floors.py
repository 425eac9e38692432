"""Floors count what the signal counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_wrong_unit(broken: Break) -> None:
    """Dollars are needed."""
    found = broken(("floor: $5", "floor: 5"))
    assert [(code, message) for code, _, message in found] == [("floors", "5 is no floor for cost_growth")]
    assert found[0].at.startswith("5")


def test_no_traffic(broken: Break) -> None:
    """An event has no traffic."""
    found = broken(("    signal: watchdog\n", "    signal: watchdog\n    floor: 1\n"))
    assert [(code, message) for code, _, message in found] == [("floors", "watchdog has no traffic to set a floor for")]
    assert found[0].at.startswith("floor: 1")
