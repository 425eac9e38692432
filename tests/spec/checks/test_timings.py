"""Repeats are no faster than looks at the group."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_inherited_interval(broken: Break) -> None:
    """A route repeats faster than the interval that it inherits."""
    found = broken(("  group_interval: 1m\n", "  group_interval: 5m\n"))
    assert [(code, message) for code, _, message in found] == [
        ("timings", "repeat_interval 4m is shorter than group_interval 5m")
    ]
    assert found[0].at.startswith("4m}")


def test_own_interval(broken: Break) -> None:
    """A route looks more seldom than it should repeat."""
    found = broken(("{name: rest,", "{name: rest, group_interval: 2h,"))
    assert [(code, message) for code, _, message in found] == [
        ("timings", "repeat_interval 1h is shorter than group_interval 2h")
    ]
    assert found[0].at.startswith("2h,")
