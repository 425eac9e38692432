"""Plain YAML scalars by the core schema of YAML 1.2: `22:00`, `on` and `no` stay text."""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_MOST_DIGITS = 300
"""More than any number here needs, and fewer than Python refuses to convert."""
_BASES = ((re.compile(r"[-+]?[0-9]+"), 10), (re.compile(r"0o[0-7]+"), 8), (re.compile(r"0x[0-9a-fA-F]+"), 16))
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def resolve_plain(text: str) -> Scalar:
    """The value of an unquoted scalar; ValueError for numbers that are infinite, NaN or absurdly long."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    for pattern, base in _BASES:
        if pattern.fullmatch(text):
            return int(_bounded(text), base)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is no number to work with")
    return _float(text) if _FLOAT.fullmatch(text) else text


def _float(text: str) -> float:
    number = float(_bounded(text))
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is too large a number")
    return number


def _bounded(text: str) -> str:
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"a number of {len(text)} digits is too long")
    return text
