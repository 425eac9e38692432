"""Versions as people write them."""

from __future__ import annotations

import pytest

from watchspec_generators.values.version import parse_version, written


@pytest.mark.parametrize(("text", "version"), [("0.27", (0, 27)), ("v0.34.1", (0, 34)), ("1.2", (1, 2))])
def test_read(text: str, version: tuple[int, int]) -> None:
    """Major and minor count; a patch and a leading v may stand there."""
    assert parse_version(text) == version
    assert parse_version(written(version)) == version


@pytest.mark.parametrize("text", ["", "27", "0.27.1.2", "0.x", "0.27-rc1", " 0.27"])
def test_not_read(text: str) -> None:
    """Anything else is told."""
    with pytest.raises(ValueError, match="is no version"):
        parse_version(text)
