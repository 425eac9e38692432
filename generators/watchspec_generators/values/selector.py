"""A service's selector: Prometheus label matchers, checked strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RESERVED = {"__name__": "the metric's name is given by each signal", "le": "it tells the buckets of a histogram apart"}
_BRACES = re.compile(r"\s*\{(.*)\}\s*", re.DOTALL)
_MATCHER = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\\n]|\\["\\nt])*)"\s*')
_ESCAPES = re.compile(r"\\(.)")
FORM = 'label matchers in braces such as {job="checkout"} or {job="checkout", env=~"prod|canary"}'


@dataclass(frozen=True, slots=True)
class Matcher:
    """One label matcher; `value` keeps its PromQL escapes."""

    label: str
    op: str
    value: str

    def __str__(self) -> str:
        return f'{self.label}{self.op}"{self.value}"'


def parse_selector(text: str) -> tuple[Matcher, ...]:
    """The matchers of `text`, at least one of which names a value; ValueError says what is wrong."""
    braces = _BRACES.fullmatch(text)
    if not braces:
        raise ValueError(f"{text!r} is not a selector")
    matchers = tuple(_matchers(braces[1]))
    if not any(matcher.op in ("=", "=~") and matcher.value not in ("", ".*") for matcher in matchers):
        raise ValueError("the selector would select every series: no matcher asks for a value")
    return matchers


def matches(matcher: Matcher, value: str) -> bool:
    """Whether a label of this value passes the matcher; a missing label is an empty one."""
    wanted = unescaped(matcher.value)
    equal = re.fullmatch(wanted, value) is not None if matcher.op.endswith("~") else wanted == value
    return equal != matcher.op.startswith("!")


def unescaped(value: str) -> str:
    """A matcher's value without PromQL's escapes."""
    return _ESCAPES.sub(lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), value)


def _matchers(inner: str) -> list[Matcher]:
    found, rest = [], inner
    while rest.strip():
        match = _MATCHER.match(rest)
        if not match:
            raise ValueError(f"{rest.strip()!r} is not a label matcher")
        matcher = Matcher(match[1], match[2], match[3])
        _check(matcher)
        found.append(matcher)
        rest = _after_comma(rest[match.end() :])
    return found


def _after_comma(rest: str) -> str:
    if rest and not rest.startswith(","):
        raise ValueError(f"a comma is missing before {rest.strip()!r}")
    return rest[1:]


def _check(matcher: Matcher) -> None:
    if matcher.label in _RESERVED:
        raise ValueError(f"the selector can't match `{matcher.label}`: {_RESERVED[matcher.label]}")
    if not matcher.op.endswith("~"):
        return
    try:
        re.compile(matcher.value.replace("\\\\", "\\"))
    except re.error as error:
        raise ValueError(f"{matcher} holds a broken regular expression: {error}") from None
