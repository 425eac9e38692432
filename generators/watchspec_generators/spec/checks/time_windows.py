"""Time windows are in a known zone and written as ranges that can be read.

To mend: take an IANA zone and a range of one of the forms in docs/spec.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.suggest import did_you_mean
from watchspec_generators.values.window import parse_range, zone_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Unknown zones and ranges that can't be read."""
    for name, window in context.spec.windows.items():
        yield from _zone(context, ("windows", name), window)
        for index, text in enumerate(window.ranges):
            yield from _range(context, ("windows", name, "ranges", index), text)


def _range(context: Context, path: Path, text: str) -> Iterator[Problem]:
    try:
        parse_range(text)
    except ValueError as error:
        message, _, form = str(error).partition("; write ")
        yield context.problem(path, message, form or None)


def _zone(context: Context, path: Path, window: shape.Window) -> Iterator[Problem]:
    known = zone_names()
    if window.timezone not in known:
        message = f"there is no time zone `{window.timezone}`"
        hint = did_you_mean(window.timezone, sorted(known))
        yield context.problem((*path, "timezone"), message, "an IANA name such as Europe/Berlin or UTC", hint)
