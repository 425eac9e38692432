"""Routes can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_earlier_sibling(broken: Break) -> None:
    """The earlier route takes all that the later one matches."""
    found = broken(("match: {severity: [warning, info]}", "match: {severity: critical, topic: health}"))
    assert [(code, message) for code, _, message in found] == [
        ("shadowed", "no alert reaches the route rest: pages, on line 56, takes them all")
    ]
    assert found[0].at.startswith("rest,")


def test_continue(broken: Break) -> None:
    """A route that continues hides nothing."""
    found = broken(
        ("match: {severity: [warning, info]}", "match: {severity: critical, topic: health}"),
        ("    - name: pages\n", "    - name: pages\n      continue: true\n"),
    )
    assert found == []
