"""Windows are in known zones and readable ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_zone(broken: Break) -> None:
    """A zone that does not exist."""
    found = broken(("Europe/Berlin", "Europe/Berlni"))
    assert [(code, message) for code, _, message in found] == [
        ("time_windows", "there is no time zone `Europe/Berlni`")
    ]
    assert found[0].at.startswith("Europe/Berlni")


def test_range(broken: Break) -> None:
    """A range that names no day."""
    found = broken(("[every day 22:00-08:00]", "['22:00-08:00']"))
    assert [(code, message) for code, _, message in found] == [("time_windows", "`22:00-08:00` names no days")]
    assert found[0].at.startswith("'22:00-08:00'")
