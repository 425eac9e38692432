"""Nothing that Alertmanager is given may be empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break


@pytest.mark.parametrize(
    ("old", "new", "message", "at"),
    [
        ("match: {topic: health}", "match: {topic: []}", "an empty list matches nothing", "[]"),
        ("ranges: [every day 22:00-08:00]", "ranges: []", "a window without ranges and holidays is never open", "[]"),
        ('channel: "#core"', 'channel: " "', "no channel", '" "'),
        ("windows:\n", 'secrets_dir: ""\nwindows:\n', "no folder", '""'),
    ],
)
def test_empty(broken: Break, old: str, new: str, message: str, at: str) -> None:
    """Each is told at its place, and nothing else."""
    found = broken((old, new))
    assert [(problem.code, problem.message) for problem in found] == [("empty", message)]
    assert found[0].at.startswith(at)
