"""Differences of texts as `diff -u` shows them."""

from __future__ import annotations

import difflib


def unified(path: str, old: str | None, new: str | None) -> str:
    """What makes `new` of `old`, as a patch of `path` (None: there is no such file); nothing where they are equal."""
    if old == new:
        return ""
    names = ("/dev/null" if old is None else path, "/dev/null" if new is None else path)
    lines = difflib.unified_diff(_lines(old), _lines(new), *names, lineterm="")
    return "\n".join(lines) or f"--- {names[0]}\n+++ {names[1]}"


def _lines(text: str | None) -> list[str]:
    # Unlike splitlines(), this shows a difference in line ends too.
    lines = (text or "").split("\n")
    return lines[:-1] if lines[-1] == "" else [*lines, "\\ No newline at end of file"]
