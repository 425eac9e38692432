"""Some times can't be nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_nothing(broken: Break) -> None:
    """Intervals of Prometheus, of routes and of cases, and windows."""
    found = broken(
        ("evaluation_interval: 15s", "evaluation_interval: 0s"),
        ("links: {runbooks", "sessions: {idle: 0s}\nlinks: {runbooks"),
        ("under: 5s}", "under: 5s, window: 0s}"),
        ("{name: long,", "{name: long, interval: 0s,"),
        ("{name: rest,", "{name: rest, repeat_interval: 0ms, group_interval: 0s,"),
    )
    assert [(code, message) for code, _, message in found] == [
        ("positive", "`evaluation_interval` can't be 0"),
        ("positive", "`idle` can't be 0"),
        ("positive", "`window` can't be 0"),
        ("positive", "`interval` can't be 0"),
        ("positive", "`repeat_interval` can't be 0"),
        ("positive", "`group_interval` can't be 0"),
    ]
    assert found[0].at.startswith("0s")
