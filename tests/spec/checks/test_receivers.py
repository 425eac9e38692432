"""Receivers tell somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_empty(broken: Break) -> None:
    """A receiver without any way to tell."""
    found = broken(("    webhook: [{url_file: switch_url}]", "    webhook: []"))
    assert [(code, message) for code, _, message in found] == [("receivers", "the receiver `switch` tells nobody")]
    assert found[0].at.startswith("switch:")


def test_unused(broken: Break) -> None:
    """A receiver that no route names."""
    found = broken(("  switch:\n", "  other: {webhook: [{url_file: other_url}]}\n  switch:\n"))
    assert [(code, message) for code, _, message in found] == [("receivers", "no route uses the receiver `other`")]
    assert found[0].at.startswith("other:")
