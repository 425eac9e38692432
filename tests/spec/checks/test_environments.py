"""Overlays keep to their matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_version(broken: Break) -> None:
    """The format is the same everywhere."""
    found = broken(("      prometheus: {targets: [", "      version: 1\n      prometheus: {targets: ["))
    assert [(code, message) for code, _, message in found] == [("environments", "an environment can't set `version`")]
    assert found[0].at.startswith("version: 1")
