"""Somebody's Markdown inside ours: lists, links, tables and code stay, but it can't reach beyond itself."""

from __future__ import annotations

import re

_CONTAINERS = r"(?:(?:[-*+]|\d{1,9}[.)]|>)\s+|>)*"
_HEADING = re.compile(rf"^(\s*{_CONTAINERS})(#{{1,6}}(?=\s|$)|=+(?=\s*$)|-+(?=\s*$))")
_FENCE = re.compile(r"^(\s*)(`{3,}(?=[^`]*$)|~{3,})")
# In containers no fence is tracked, so none may be opened; and `> ` before one counts as such.
_FENCE_IN_CONTAINER = re.compile(rf"^(\s*{_CONTAINERS})(?=`{{3}}|~{{3}})")
_SPAN = re.compile(r"\\[!-/:-@\[-`{-~]|(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_LOOSE = re.compile(r"`|<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>`]*>)")
_CODE_INDENT = 4


def contained(markdown: str) -> str:
    """`markdown` without headings and raw HTML, with every code fence closed where its list item ends."""
    lines: list[str] = []
    fence = ""
    for line in markdown.expandtabs(4).strip("\n").split("\n"):
        if fence and _leaves(line, fence):
            lines.append(fence)
            fence = ""
        if fence:
            closes = _closes(line, fence)
            lines.append(fence if closes else line)
            fence = "" if closes else fence
            continue
        opened = _FENCE.match(line)
        if opened and _indent(line) >= _CODE_INDENT and lines and lines[-1].strip():
            # Right below a paragraph it would only be more of the paragraph.
            lines.append("")
        lines.append(line if opened else _tame(line))
        fence = opened[0] if opened else ""
    return "\n".join([*lines, fence] if fence else lines)


def _leaves(line: str, fence: str) -> bool:
    """Whether `line` stands further left than the fence, which ends a list item and a fence in it."""
    return bool(line.strip()) and _indent(line) < _indent(fence)


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    return bare.startswith(fence.strip()) and not bare.strip(fence[-1])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _tame(line: str) -> str:
    """`line` with nothing in it that starts a heading, a fence or HTML; code spans end on their line."""
    flat = _FENCE_IN_CONTAINER.sub(r"\1\\", _HEADING.sub(r"\1\\\2", line))
    pieces, end = [], 0
    for span in _SPAN.finditer(flat):
        pieces += [_LOOSE.sub(r"\\\g<0>", flat[end : span.start()]), span[0]]
        end = span.end()
    return "".join((*pieces, _LOOSE.sub(r"\\\g<0>", flat[end:])))
