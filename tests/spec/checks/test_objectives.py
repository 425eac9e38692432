"""Objectives have their limit and leave room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_target(broken: Break) -> None:
    """A hundred percent leaves no room."""
    found = broken(("target: 99%", "target: 100%"))
    assert [(code, message) for code, _, message in found] == [("objectives", "100% is no target")]
    assert found[0].at.startswith("100%")


def test_target_form(broken: Break) -> None:
    """A target is a percentage."""
    found = broken(("target: 99%", "target: '0.99'"))
    assert [(code, message) for code, _, message in found] == [("objectives", "0.99 is no target")]
    assert found[0].at.startswith("'0.99'")


def test_limit_of_success(broken: Break) -> None:
    """Success has no limit."""
    found = broken(("target: 99%,", "target: 99%, under: 5s,"))
    assert [(code, message) for code, _, message in found] == [
        ("objectives", "an objective of success has no limit `under`")
    ]
    assert found[0].at.startswith("under: 5s")


def test_wrong_limit(broken: Break) -> None:
    """Latency has the other limit, and lacks its own."""
    found = broken(("under: 5s", "over: 5s"))
    assert [(code, message) for code, _, message in found] == [
        ("objectives", "fast does not say which latency is good"),
        ("objectives", "an objective of latency has no limit `over`"),
    ]
    assert found[0].at.startswith("of: latency")
    assert found[1].at.startswith("over: 5s")


def test_limit_form(broken: Break) -> None:
    """A limit is in its unit."""
    found = broken(("under: 5s", "under: 5"))
    assert [(code, message) for code, _, message in found] == [("objectives", "5 is no limit")]
    assert found[0].at.startswith("5}")


def test_limit_of_zero(broken: Break) -> None:
    """A limit is more than nothing."""
    found = broken(("under: 5s", "under: 0s"))
    assert [(code, message) for code, _, message in found] == [("objectives", "0s is no limit")]
    assert found[0].at.startswith("0s}")
