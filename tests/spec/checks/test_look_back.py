"""Rules look back neither too far nor too near."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_longer_than_the_retention(broken: Break) -> None:
    """The window and what it is compared with must still be kept."""
    found = broken(("retention: 40d", "retention: 7d"))
    assert [(code, message) for code, _, message in found] == [
        ("look_back", "up looks back 30d, longer than the retention"),
        ("look_back", "fast looks back 30d, longer than the retention"),
        ("look_back", "Spend looks back 7d1h, but Prometheus keeps samples for 1w"),
    ]
    assert found[0].at.startswith("30d")
    assert found[1].at.startswith("{name: fast")
    assert found[2].at.startswith("cost_growth")


def test_own_window(broken: Break) -> None:
    """An own window is judged at its place."""
    found = broken(("    floor: $5\n", "    floor: $5\n    window: 34d\n"))
    assert [(code, message) for code, _, message in found] == [
        ("look_back", "Spend looks back 41d, but Prometheus keeps samples for 40d")
    ]
    assert found[0].at.startswith("34d")


def test_less_than_two_scrapes(broken: Break) -> None:
    """One sample is no rate."""
    found = broken(("    floor: $5\n", "    floor: $5\n    window: 20s\n"))
    assert [(code, message) for code, _, message in found] == [
        ("look_back", "a window of 20s holds less than two scrapes (15s apart)")
    ]
    assert found[0].at.startswith("20s")
