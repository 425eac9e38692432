"""Versions of programs, as far as they decide what a file may say: `0.27`, `0.27.1`, `v0.27`."""

from __future__ import annotations

import re

Version = tuple[int, int]
FORM = "major and minor, such as 0.27, in quotes"
_VERSION = re.compile(r"v?([0-9]{1,4})\.([0-9]{1,4})(\.[0-9]{1,4})?")


def parse_version(text: str) -> Version:
    """Major and minor version; ValueError when `text` is none."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"`{text}` is no version; write {FORM}")
    return int(match[1]), int(match[2])


def written(version: Version) -> str:
    """`0.27`."""
    return f"{version[0]}.{version[1]}"
