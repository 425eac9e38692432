"""Hours of a route and of those above it can be combined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

WINDOWS = ("windows:\n", "windows:\n  tokyo: {timezone: Asia/Tokyo, ranges: [weekends]}\n")
MORE = ("  nights:", "  late: {timezone: UTC, ranges: [weekends]}\n  nights:")
MAY_WAIT = ("inhibit:\n", "severities: {never_held_back: []}\ninhibit:\n")
PAGES = ("    - name: pages\n", "    - name: pages\n      active: [nights, tokyo]\n")


def test_two_levels_in_several_zones(broken: Break) -> None:
    """Neither list could be turned into a mute of the times outside it."""
    found = broken(MAY_WAIT, WINDOWS, MORE, PAGES, ("mute: [nights]", "active: [tokyo, late]"))
    assert [(code, message) for code, _, message in found] == [
        ("active_levels", "night and a route above it are each active in windows of several time zones, or on dates")
    ]
    assert found[0].at.startswith("[tokyo, late]")


@pytest.mark.parametrize("own", ["active: [late]", "active: [late, nights, tokyo]", "mute: [tokyo, late]"])
def test_one_level_in_several_zones_is_fine(broken: Break, own: str) -> None:
    """One list stays as it is, so the other may not, unless it only widens or is a mute."""
    assert broken(MAY_WAIT, WINDOWS, MORE, PAGES, ("mute: [nights]", own)) == []
