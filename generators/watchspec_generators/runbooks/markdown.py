"""Markdown that keeps its structure whatever text is put into it."""

from __future__ import annotations

import re

# What CommonMark or GitHub's dialect gives a meaning inside a line: an underscore only beside a word.
_SPECIAL = re.compile(r"([\\`*\[\]<|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))")
_LINE_START = re.compile(r"^(\d*)([-=+#>.)])")
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^(\s{0,3})(#{1,6}(?:\s|$)|=+\s*$|-+\s*$)")
_CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)+?\1")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://|mailto:)")
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


def contained(markdown: str) -> str:
    """Somebody's Markdown that can't reach beyond itself: no headings, no HTML, no fence left open."""
    lines: list[str] = []
    fence = ""
    for line in markdown.strip().splitlines():
        found = _FENCE.match(line)
        if fence:
            lines.append(line)
            fence = "" if found and line.strip().startswith(fence) and not line.strip().strip(fence[0]) else fence
        elif found:
            lines.append(line)
            fence = found[1]
        else:
            lines.append(_tame(line))
    return "\n".join([*lines, fence] if fence else lines)


def _tame(line: str) -> str:
    tamed = _HEADING.sub(r"\1\\\2", line)
    pieces, end = [], 0
    for span in _CODE_SPAN.finditer(tamed):
        pieces += [_TAG.sub(r"\\<", tamed[end : span.start()]), span[0]]
        end = span.end()
    return "".join((*pieces, _TAG.sub(r"\\<", tamed[end:])))


def _longest_backticks(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def _harmless(character: str) -> bool:
    return character.isascii() and character.isprintable() and character not in ' <>\\"'
