"""A warning comes before the critical alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break

MAY_WAIT = ("inhibit:\n", "severities: {never_held_back: []}\ninhibit:\n")


def test_not_earlier(broken: Break) -> None:
    """A warning at the same value is no early sign."""
    found = broken(
        MAY_WAIT,
        ("    labels: {topic: health}\n", ""),
        ("{topic: health}, mute", "{model: x}, mute"),
        ("above: 2%", "above: 5%"),
    )
    assert [(code, message) for code, _, message in found] == [
        ("pairs", "SomeErrors is no earlier sign than Errors (line 19), which is more severe")
    ]
    assert found[0].at.startswith("5%")


def test_earlier(broken: Break) -> None:
    """A lower value is."""
    found = broken(MAY_WAIT, ("    labels: {topic: health}\n", ""), ("{topic: health}, mute", "{model: x}, mute"))
    assert found == []


def test_below(broken: Break) -> None:
    """For a lower threshold, earlier means higher."""
    found = broken(
        MAY_WAIT,
        ("    labels: {topic: health}\n", ""),
        ("{topic: health}, mute", "{model: x}, mute"),
        (
            "    signal: error_ratio\n    by: [model]\n    above: 5%",
            "    signal: success_ratio\n    by: [model]\n    below: 95%",
        ),
        (
            "    signal: error_ratio\n    by: [model]\n    above: 2%",
            "    signal: success_ratio\n    by: [model]\n    below: 90%",
        ),
    )
    assert [(code, message) for code, _, message in found] == [
        ("pairs", "SomeErrors is no earlier sign than Errors (line 19), which is more severe")
    ]
    assert found[0].at.startswith("90%")


def test_unreadable(broken: Break) -> None:
    """A threshold that can't be read is told by its own check alone."""
    found = broken(("above: 2%", "above: two"))
    assert [(code, message) for code, _, message in found] == [("thresholds", "two is no threshold for error_ratio")]
    assert found[0].at.startswith("two")
