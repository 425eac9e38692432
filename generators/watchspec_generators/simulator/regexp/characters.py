"""Sets of characters: Perl's, POSIX' and Unicode's classes as Go has them, and letters in either case."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

Span = tuple[str, str]
"""First and last character."""

_DIGIT: tuple[Span, ...] = (("0", "9"),)
_LOWER: tuple[Span, ...] = (("a", "z"),)
_UPPER: tuple[Span, ...] = (("A", "Z"),)
_ALPHA = (*_UPPER, *_LOWER)
_ALNUM = (*_DIGIT, *_ALPHA)
_WORD = (*_ALNUM, ("_", "_"))
PERL: dict[str, tuple[Span, ...]] = {"d": _DIGIT, "s": (("\t", "\n"), ("\f", "\r"), (" ", " ")), "w": _WORD}
POSIX: dict[str, tuple[Span, ...]] = {
    "alnum": _ALNUM,
    "alpha": _ALPHA,
    "ascii": (("\0", "\x7f"),),
    "blank": (("\t", "\t"), (" ", " ")),
    "cntrl": (("\0", "\x1f"), ("\x7f", "\x7f")),
    "digit": _DIGIT,
    "graph": (("!", "~"),),
    "lower": _LOWER,
    "print": ((" ", "~"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), (" ", " ")),
    "upper": _UPPER,
    "word": _WORD,
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}
CATEGORIES = frozenset(
    (
        *("C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No"),
        *("P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs"),
    )
)


@dataclass(frozen=True, slots=True)
class Class:
    """Characters by spans, by Unicode category and by other classes; `negated` means all others."""

    spans: tuple[Span, ...] = ()
    categories: tuple[str, ...] = ()
    classes: tuple[Class, ...] = ()
    negated: bool = False
    folded: bool = False
    """Letters count in either case."""

    def __call__(self, character: str) -> bool:
        """Whether `character` is in the class."""
        seen = _cases(character) if self.folded else frozenset((character,))
        return any(self._lists(each) for each in seen) is not self.negated

    def _lists(self, character: str) -> bool:
        return (
            any(first <= character <= last for first, last in self.spans)
            or any(_is_of(wanted, character) for wanted in self.categories)
            or any(inner(character) for inner in self.classes)
        )


def _is_of(wanted: str, character: str) -> bool:
    category = unicodedata.category(character)
    # To Go, what is not assigned belongs to no category, C included.
    return category.startswith(wanted) and category != "Cn"


def is_word(character: str) -> bool:
    r"""Whether `\b` takes it for a part of a word: ASCII letters, digits and _."""
    return character.isascii() and (character.isalnum() or character == "_")


def _cases(character: str) -> frozenset[str]:
    """Its forms in either case, as far as they are single characters."""
    forms = (character, character.lower(), character.upper(), character.lower().upper(), character.upper().lower())
    same = {"k": "\u212a", "s": "\u017f", "\u00e5": "\u212b"}
    found = {form for form in forms if len(form) == 1}
    return frozenset(found | {same[form] for form in found if form in same})
