r"""Classes of characters as they are written: `[a-z]`, `\d`, `\pL`, `[[:alpha:]]`, and single escaped characters."""

from __future__ import annotations

import re

from watchspec_generators.simulator.regexp.characters import CATEGORIES, PERL, POSIX, Class, Span

_CONTROL = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_POSIX = re.compile(r"\[:(\^?)([a-z]+):\]")
_UNICODE = re.compile(r"\\([pP])(?:([A-Za-z])|\{(\^?)([A-Za-z_]+)\})")
_HEX = re.compile(r"\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})")
_OCTAL = re.compile(r"\\(0[0-7]{0,2}|[1-7][0-7]{1,2})")
_LARGEST = 0x10FFFF
Found = tuple[Class, int]
"""A class and the place after it."""


class BadPattern(ValueError):  # noqa: N818 - reads as what it is
    """A regular expression that Go's regexp package does not take."""


def perl_class(pattern: str, place: int, folded: bool) -> Found | None:
    r"""`\d`, `\s`, `\w` and their opposites, if one stands at `place`."""
    kind = pattern[place + 1 : place + 2] if pattern.startswith("\\", place) else ""
    if kind.lower() not in PERL:
        return None
    return Class(PERL[kind.lower()], negated=kind.isupper(), folded=folded), place + 2


def unicode_class(pattern: str, place: int, folded: bool) -> Found | None:
    r"""`\pL`, `\p{Lu}` and their opposites, if one stands at `place`."""
    found = _UNICODE.match(pattern, place)
    if not found:
        return None
    name = found[2] or found[4]
    if name != "Any" and name not in CATEGORIES:
        raise BadPattern(f"`{found[0]}` is no Unicode category; scripts can't be simulated")
    spans = (("\0", chr(_LARGEST)),) if name == "Any" else ()
    categories = () if name == "Any" else (name,)
    negated = (found[1] == "P") is not (found[3] == "^")
    return Class(spans, categories, negated=negated, folded=folded), found.end()


def bracketed(pattern: str, place: int, folded: bool) -> Found:
    """The class in brackets that opens at `place`."""
    place += 1
    negated = pattern.startswith("^", place)
    place += negated
    spans: list[Span] = []
    classes: list[Class] = []
    first = True
    while first or not pattern.startswith("]", place):
        if place >= len(pattern):
            raise BadPattern("a class in brackets is not closed")
        named = _named(pattern, place, folded)
        if named:
            classes.append(named[0])
            place = named[1]
        else:
            span, place = _span(pattern, place)
            spans.append(span)
        first = False
    return Class(tuple(spans), classes=tuple(classes), negated=negated, folded=folded), place + 1


def single(pattern: str, place: int) -> tuple[str, int]:
    """The one character that is written at `place`, escaped or not, and the place after it."""
    if not pattern.startswith("\\", place):
        return pattern[place], place + 1
    for form, base in ((_HEX, 16), (_OCTAL, 8)):
        found = form.match(pattern, place)
        if found:
            code = int(found[1] or found[2], base)
            if code > _LARGEST:
                raise BadPattern(f"`{found[0]}` is no character")
            return chr(code), found.end()
    escaped = pattern[place + 1 : place + 2]
    if escaped in _CONTROL:
        return _CONTROL[escaped], place + 2
    if escaped and escaped.isascii() and not escaped.isalnum():
        return escaped, place + 2
    raise BadPattern(f"`\\{escaped}` is no escape that Go knows")


def _named(pattern: str, place: int, folded: bool) -> Found | None:
    posix = _POSIX.match(pattern, place)
    if not posix:
        return perl_class(pattern, place, folded) or unicode_class(pattern, place, folded)
    if posix[2] not in POSIX:
        raise BadPattern(f"`{posix[0]}` is no class that Go knows")
    return Class(POSIX[posix[2]], negated=bool(posix[1]), folded=folded), posix.end()


def _span(pattern: str, place: int) -> tuple[Span, int]:
    first, place = single(pattern, place)
    if not pattern.startswith("-", place) or pattern.startswith("-]", place) or place + 1 >= len(pattern):
        return (first, first), place
    last, place = single(pattern, place + 1)
    if last < first:
        raise BadPattern(f"the range `{first}-{last}` runs backwards")
    return (first, last), place
