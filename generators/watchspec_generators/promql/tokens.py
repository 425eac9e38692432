"""The words of PromQL with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.promql.tree import Span

Word = Literal["string", "duration", "number", "name", "mark", "end"]

_DURATION = r"(?:[0-9]+(?:ms|[smhdwy]))+"
_ANYWHERE = re.compile(
    rf"""
      (?P<blank>   \s+ | \#[^\n]* )
    | (?P<string>  "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | `[^`]*` )
    | (?P<duration> {_DURATION}(?![0-9a-zA-Z_.]) )
    | (?P<number>  0[xX][0-9a-fA-F]+ | (?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)? | (?:nan|inf)(?![0-9a-z_:.]) )
    | (?P<name>    [a-z_:][a-z0-9_:.]* )
    | (?P<mark>    ==|!=|>=|<=|=~|!~|[-+*/%^<>=(){{}}\[\],@] )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# Between brackets a colon parts range from step; elsewhere it belongs to names.
_IN_BRACKETS = re.compile(rf"(?P<blank>\s+)|(?P<duration>{_DURATION})|(?P<mark>[:\]])")


@dataclass(frozen=True, slots=True)
class Token:
    """One word; `start` and `end` are its place in the text."""

    word: Word
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Its place."""
        return (self.start, self.end)


def tokens(text: str) -> Iterator[Token]:
    """Every word of `text`, then one that ends it; ValueError at what is no PromQL."""
    place, bracketed = 0, False
    while place < len(text):
        found = (_IN_BRACKETS if bracketed else _ANYWHERE).match(text, place)
        if found is None:
            raise ValueError(f"no PromQL at character {place + 1}: {text[place : place + 20]!r}")
        place = found.end()
        if found["blank"] is None:
            yield _token(found)
            bracketed = found[0] == "[" or (bracketed and found[0] != "]")
    yield Token("end", "", len(text), len(text))


def _token(found: re.Match[str]) -> Token:
    words: dict[str, Word] = {
        "string": "string",
        "duration": "duration",
        "number": "number",
        "name": "name",
        "mark": "mark",
    }
    return Token(words[str(found.lastgroup)], found[0], found.start(), found.end())
