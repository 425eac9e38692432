"""Holding times span evaluations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_too_short(broken: Break) -> None:
    """Between two evaluations nothing is seen."""
    found = broken(("for: 5m", "for: 5s"))
    assert [(code, message) for code, _, message in found] == [
        ("holding", "5s is shorter than the time between two evaluations, 15s")
    ]
    assert found[0].at.startswith("5s")
