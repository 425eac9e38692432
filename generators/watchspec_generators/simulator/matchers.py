"""Matchers of labels: `=`, `!=`, `=~` and `!~`, where a label that is missing has the empty value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from watchspec_generators.simulator import regexp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Operator = Literal["=", "!=", "=~", "!~"]
OPERATORS: tuple[Operator, ...] = ("=", "!=", "=~", "!~")
_RESERVED = frozenset("{}!=~,\\\"'`")
_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True, slots=True)
class Matcher:
    """One condition on one label; ValueError if its expression is none."""

    label: str
    operator: Operator
    value: str
    _parsed: regexp.Node | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_parsed", regexp.parse(self.value) if "~" in self.operator else None)

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether an alert with `labels` meets the condition."""
        found = labels.get(self.label, "")
        same = found == self.value if self._parsed is None else regexp.matches(self._parsed, found)
        return same is not self.operator.startswith("!")

    def __str__(self) -> str:
        if any(character in _RESERVED or character.isspace() for character in self.label):
            return f"{quoted(self.label)}{self.operator}{quoted(self.value)}"
        return f'{self.label}{self.operator}"{self.value.translate(_ESCAPED)}"'


@dataclass(frozen=True, slots=True)
class Matchers:
    """Conditions that must all hold, in Alertmanager's order."""

    each: tuple[Matcher, ...] = ()

    @classmethod
    def of(cls, each: Iterable[Matcher]) -> Matchers:
        """The conditions in order."""
        return cls(tuple(sorted(each, key=_order)))

    def match(self, labels: Mapping[str, str]) -> bool:
        """Whether an alert with `labels` meets all of them."""
        return all(matcher.matches(labels) for matcher in self.each)

    def __str__(self) -> str:
        return f"{{{','.join(map(str, self.each))}}}"


def _order(matcher: Matcher) -> tuple[bytes, bytes, int]:
    return matcher.label.encode(), matcher.value.encode(), OPERATORS.index(matcher.operator)


def quoted(text: str) -> str:
    """`text` as Go's strconv.Quote writes it."""
    return f'"{"".join(map(_go_escaped, text))}"'


def _go_escaped(character: str) -> str:
    if character in _GO_ESCAPES:
        return _GO_ESCAPES[character]
    if character == " " or (character.isprintable() and not character.isspace()):
        return character
    code = ord(character)
    if code < 0x80:  # noqa: PLR2004 - ASCII ends there
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - as many digits as fit


_GO_ESCAPES = {
    "\\": r"\\",
    '"': r"\"",
    "\a": r"\a",
    "\b": r"\b",
    "\f": r"\f",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\v": r"\v",
}
