"""Secrets stay in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_url(broken: Break) -> None:
    """An address where a file belongs."""
    found = broken(("webhook_url_file: slack_url", "webhook_url_file: 'https://x.example/1'"))
    assert [(code, message) for code, _, message in found] == [
        ("secrets", "`webhook_url_file` holds what looks like a secret, not the name of a file")
    ]
    assert found[0].at.startswith("'https")


def test_key(broken: Break) -> None:
    """A key where a file belongs."""
    found = broken(("url_file: switch_url", "url_file: xoxb-1234567890-abc"))
    assert [(code, message) for code, _, message in found] == [
        ("secrets", "`url_file` holds what looks like a secret, not the name of a file")
    ]
    assert found[0].at.startswith("xoxb")
