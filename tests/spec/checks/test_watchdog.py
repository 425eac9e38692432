"""The watchdog is always heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_severity(broken: Break) -> None:
    """A watchdog has no severity."""
    found = broken(("severity: none", "severity: info"))
    assert [(code, message) for code, _, message in found] == [
        ("watchdog", "Watchdog always fires, so it would be taken for trouble of severity info")
    ]
    assert found[0].at.startswith("info")


def test_no_severity(broken: Break) -> None:
    """Other alerts have one."""
    found = broken(("severity: info", "severity: none"))
    assert [(code, message) for code, _, message in found] == [("watchdog", "only a watchdog has no severity")]
    assert found[0].at.startswith("none")


def test_too_rare(broken: Break) -> None:
    """Repeats come with the looks at the group, so that 4 minutes can become 6."""
    found = broken(("repeat_interval: 4m}", "group_interval: 3m, repeat_interval: 4m}"))
    assert [(code, message) for code, _, message in found] == [
        ("watchdog", "Watchdog is repeated only every 6m by the receiver switch")
    ]
    assert found[0].at.startswith("4m}")


def test_held_back(broken: Break) -> None:
    """A mute would make it fall silent."""
    found = broken(("repeat_interval: 4m}", "repeat_interval: 4m, mute: [nights]}"))
    assert [(code, message) for code, _, message in found] == [("watchdog", "Watchdog is held back by nights")]
    assert found[0].at.startswith("{name: alive")
