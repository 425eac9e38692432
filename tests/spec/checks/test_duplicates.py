"""Names are given once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_alerts(broken: Break) -> None:
    """Two alerts share a name, but for its case: their runbook sections would be one."""
    found = broken(("name: SomeErrors", "name: errors"))
    assert [(code, message) for code, _, message in found] == [("duplicates", "another alert has this name")]
    assert found[0].at.startswith("errors")


def test_objectives(broken: Break) -> None:
    """Two objectives share a name."""
    found = broken(("name: fast", "name: up"))
    assert [(code, message) for code, _, message in found] == [("duplicates", "another objective has this name")]
    assert found[0].at.startswith("up,")


def test_routes(broken: Break) -> None:
    """Two routes share a name, on different levels."""
    found = broken(("name: night", "name: rest"))
    assert [(code, message) for code, _, message in found] == [("duplicates", "another route has this name")]
    assert found[0].at.startswith("rest,")


def test_cases(broken: Break) -> None:
    """Two cases of an alert share a name."""
    found = broken(("name: short", "name: long"))
    assert [(code, message) for code, _, message in found] == [("duplicates", "another case of Queue has this name")]
    assert found[0].at.startswith("long,")
