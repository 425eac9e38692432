"""Markdown that keeps its structure whatever text is put into it."""

from __future__ import annotations

import re

# What CommonMark or GitHub's dialect gives a meaning inside a line: an underscore only beside a word.
_SPECIAL = re.compile(r"([\\`*\[\]<|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))")
_LINE_START = re.compile(r"^(\d*)([-=+#>.)])")
_BACKTICKS = re.compile(r"`+")


def plain(text: str) -> str:
    """`text` on one line, shown as it is: no character of it is markup."""
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def code(text: str) -> str:
    """`text` as inline code."""
    line = " ".join(text.split())
    fence = "`" * (_longest_backticks(line) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def code_block(text: str, language: str = "") -> str:
    """`text` as a fenced block that nothing in it can close."""
    fence = "`" * max(3, _longest_backticks(text) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def link(title: str, url: str) -> str:
    """A link; `url` can't end it early."""
    safe = "".join(character if _harmless(character) else f"%{ord(character):02X}" for character in url)
    return f"[{plain(title)}](<{safe}>)"


def _longest_backticks(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def _harmless(character: str) -> bool:
    return character.isascii() and character.isprintable() and character not in ' <>\\"'
