"""Inhibitions silence something else about the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_no_service(broken: Break) -> None:
    """Without the service among the equal labels, neighbours are silenced."""
    found = broken(("equal: [service, signal]", "equal: [signal]"))
    assert [(code, message) for code, _, message in found] == [
        ("inhibitions", "this inhibition would silence the alerts of other services")
    ]
    assert found[0].at.startswith("[signal]")


def test_empty_side(broken: Break) -> None:
    """No matchers match everything."""
    found = broken(("source: {severity: critical}", "source: {}"))
    assert [(code, message) for code, _, message in found] == [("inhibitions", "an empty source matches every alert")]
    assert found[0].at.startswith("{}")


def test_same_sides(broken: Break) -> None:
    """An alert does not silence its like."""
    found = broken(("target: {severity: warning}", "target: {severity: critical}"))
    assert [(code, message) for code, _, message in found] == [
        ("inhibitions", "source and target are the same, so nothing is ever silenced")
    ]
    assert found[0].at.startswith("{severity: critical}, equal")
