"""The selector is made of matchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_broken(broken: Break) -> None:
    """A value without quotes."""
    found = broken(("'{job=\"shop\"}'", "'{job=shop}'"))
    assert [(code, message) for code, _, message in found] == [("selector", "'job=shop' is not a label matcher")]
    assert found[0].at.startswith("'{job=shop}'")


def test_another_service(broken: Break) -> None:
    """Matching another service contradicts the name."""
    found = broken(("'{job=\"shop\"}'", "'{service=\"cafe\"}'"))
    assert [(code, message) for code, _, message in found] == [
        ("selector", 'service="cafe" contradicts the service\'s name')
    ]
    assert found[0].at.startswith("'{service=")


def test_own_service(broken: Break) -> None:
    """Matching the service itself is fine."""
    found = broken(("'{job=\"shop\"}'", "'{service=\"shop\"}'"))
    assert found == []
