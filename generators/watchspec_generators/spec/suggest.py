"""`did you mean ...?`: the known name that is nearest to a mistyped one."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEAR = 0.6
_MOST_LISTED = 12


def did_you_mean(written: str, known: Iterable[str]) -> str | None:
    """A hint that names the nearest of `known`, or None when nothing is near."""
    folded = {_fold(name): name for name in known}
    near = get_close_matches(_fold(written), folded, n=1, cutoff=_NEAR)
    return f"did you mean `{folded[near[0]]}`?" if near else None


def one_of(known: Iterable[str]) -> str:
    """`one of a, b, c`, shortened when there are many."""
    names = sorted(known)
    if not names:
        return "nothing: none is defined"
    more = f", ... ({len(names)} in all)" if len(names) > _MOST_LISTED else ""
    return f"one of {', '.join(names[:_MOST_LISTED])}{more}"


def _fold(name: str) -> str:
    return name.casefold().replace("-", "_")
