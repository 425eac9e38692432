"""One threshold, on the right side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_wrong_side(broken: Break) -> None:
    """A signal that is bad when high has no lower threshold."""
    found = broken(("    above: 50%", "    below: 50%"))
    assert [(code, message) for code, _, message in found] == [("comparison", "`below` does not fit cost_growth")]
    assert found[0].at.startswith("below: 50%")


def test_none(broken: Break) -> None:
    """A signal without threshold."""
    found = broken(("    above: 50%\n", ""))
    assert [(code, message) for code, _, message in found] == [("comparison", "Spend has no threshold")]
    assert found[0].at.startswith("signal: cost_growth")


def test_both(broken: Break) -> None:
    """Two thresholds on a signal that takes either."""
    found = broken(
        (
            "    signal: cost_growth\n    above: 50%\n    floor: $5\n",
            "    signal: request_rate\n    above: 5\n    below: 1\n",
        )
    )
    assert [(code, message) for code, _, message in found] == [
        ("comparison", "an alert has one threshold, not both `above` and `below`")
    ]
    assert found[0].at.startswith("below: 1")


def test_either(broken: Break) -> None:
    """A signal that can be bad on both sides takes one of them."""
    found = broken(
        ("    signal: cost_growth\n    above: 50%\n    floor: $5\n", "    signal: request_rate\n    below: 1\n")
    )
    assert found == []


def test_event(broken: Break) -> None:
    """An event has no threshold."""
    found = broken(("    signal: watchdog\n", "    signal: watchdog\n    above: 1\n"))
    assert [(code, message) for code, _, message in found] == [("comparison", "`above` does not fit watchdog")]
    assert found[0].at.startswith("above: 1")
