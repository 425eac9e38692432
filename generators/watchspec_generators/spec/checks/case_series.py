"""Series of hand-written cases are such as promtool reads: a selector, and values in its notation.

To mend: write a name with labels, such as `up{job="x"}`, and values such as `0+10x20`, `1 2 _ 4` or `5x9`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import promql_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

_NUMBER = r"(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|(?i:inf|nan))"
_ITEM = re.compile(rf"(?:_|stale|[+-]?{_NUMBER}(?:[+-]{_NUMBER}(?=x))?)(?:x(\d{{1,18}}))?")
_MOST = 100_000
"""More samples than any case needs, and as many as promtool still reads in a second."""


def check(context: Context) -> Iterator[Problem]:
    """Names that select no series, and values that are none."""
    for path, alert in context.alerts():
        for number, case in enumerate(alert.cases):
            for series, values in case.series.items():
                place = (*path, "cases", number, "series", series)
                if complaint := no_series(series):
                    yield context.problem(place, complaint, 'a name and labels, such as up{job="x"}', key=True)
                if complaint := no_values(values):
                    yield context.problem(place, complaint, "promtool's notation, such as 0+10x20, 1 2 _ 4 or 5x9")


def no_series(text: str) -> str | None:
    try:
        parsed = promql_parser.parse(text)
    except ValueError:
        return f"{text!r} is not a series"
    return None if _selects_one(parsed) else f"{text!r} is not one series"


def _selects_one(parsed: promql_parser.Expr) -> bool:
    if not isinstance(parsed, promql_parser.VectorSelector) or parsed.offset is not None or parsed.at is not None:
        return False
    matchers = parsed.matchers
    return not matchers.or_matchers and all(one.op == promql_parser.MatchOp.Equal for one in matchers.matchers)


def no_values(text: str) -> str | None:
    found = [(item, _ITEM.fullmatch(item)) for item in text.split()]
    wrong = next((item for item, match in found if not match), None)
    if wrong is not None or not found:
        return f"{(text if wrong is None else wrong)!r} is no value of a series"
    total = sum(int(match[1] or 0) + 1 for _, match in found if match)
    return f"{total} samples are too many; at most {_MOST}" if total > _MOST else None
