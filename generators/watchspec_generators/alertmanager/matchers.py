"""Matchers as Alertmanager reads them in every version, strict UTF-8 mode included."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
_SPECIAL = str.maketrans({character: f"\\{character}" for character in r"\.+*?()|[]{}^$"})
"""What Go's regexp.QuoteMeta escapes; Python's re.escape goes further than its syntax needs."""


def matchers(match: Mapping[str, str | tuple[str, ...]]) -> list[str]:
    """`name="value"`, or `name=~"^(?:a|b)$"` where any of several values will do."""
    return [_matcher(label, wanted) for label, wanted in match.items()]


def equal(label: str, value: str) -> str:
    """A matcher for one value."""
    return f"{label}={_quoted(value)}"


def present(label: str) -> str:
    """A matcher for any value but none."""
    return f'{label}!=""'


def _matcher(label: str, wanted: str | tuple[str, ...]) -> str:
    values = (wanted,) if isinstance(wanted, str) else wanted
    if len(values) == 1:
        return equal(label, values[0])
    any_of = "|".join(value.translate(_SPECIAL) for value in values)
    return f"{label}=~{_quoted(f'^(?:{any_of})$')}"


def _quoted(value: str) -> str:
    return f'"{value.translate(_ESCAPED)}"'
