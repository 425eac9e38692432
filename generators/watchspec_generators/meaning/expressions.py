"""How two PromQL expressions differ, where they differ in numbers and times only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from watchspec_generators.promql.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Role = Literal["threshold", "least traffic", "factor", "window"]
_COMPARISONS = frozenset({">", "<", ">=", "<=", "==", "!="})
_WINDOW = re.compile(r"((?:[0-9]+(?:ms|[smhdwy]))+)$")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    role: Role | None


def changed_values(before: str, after: str, show: Callable[[float], str]) -> list[str] | None:
    """Each number and time that differs, such as `threshold 5% -> 3%`; None where more than those differs."""
    old, new = list(_words(before)), list(_words(after))
    if len(old) != len(new):
        return None
    pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    if any(a.role is None or a.role != b.role for a, b in pairs):
        return None
    return list(dict.fromkeys(_said(a, b, show) for a, b in pairs))


def _said(before: _Word, after: _Word, show: Callable[[float], str]) -> str:
    assert before.role is not None  # noqa: S101 - those without were sorted out
    if before.role == "threshold":
        return f"threshold {show(float(before.text))} -> {show(float(after.text))}"
    return f"{before.role} {before.text} -> {after.text}"


def _words(text: str) -> Iterator[_Word]:
    last, joined = "", False
    for token in tokens(text):
        joined = joined or token.text in {"and", "unless"}
        if token.word == "duration":
            yield _Word(token.text, "window")
        elif token.word == "number":
            yield _Word(token.text, _role(last, joined=joined))
        elif token.word == "name" and (found := _WINDOW.search(token.text)):
            # The names of recorded series end in their window.
            yield _Word(token.text[: found.start()], None)
            yield _Word(found[1], "window")
        else:
            yield _Word(token.text, None)
        last = token.text


def _role(last: str, *, joined: bool) -> Role:
    if last not in _COMPARISONS:
        return "factor"
    return "least traffic" if joined else "threshold"
