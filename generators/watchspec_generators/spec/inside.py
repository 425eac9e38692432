"""The place of a character within a text of the spec, such as a label within PromQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.spec.tree import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

# The line breaks of YAML 1.1, which the reader counts by.
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_QUOTES = ('"', "'")


def inside(lines: Sequence[str], mark: Mark, text: str, offset: int) -> Mark:
    """Where character `offset` of `text` stands, which is written at `mark` of the `lines`.

    `mark` itself, where the text is written in a way whose characters can't be followed: folded, or with escapes.
    """
    written = lines[mark.line - 1][mark.column - 1 :]
    if written.startswith("|"):
        return _in_block(lines, mark, text, offset)
    quotes = int(written[:1] in _QUOTES)
    return Mark(mark.line, mark.column + quotes + offset) if written[quotes:].startswith(text) else mark


def _in_block(lines: Sequence[str], mark: Mark, text: str, offset: int) -> Mark:
    before = text[:offset].split("\n")
    row = mark.line + len(before) - 1
    content = text.split("\n")[len(before) - 1]
    line = lines[row] if row < len(lines) else ""
    if not line.endswith(content):
        return mark
    return Mark(row + 1, len(line) - len(content) + len(before[-1]) + 1)
