"""Notifications are grouped by labels, each named once, or by all of them.

To mend: list names of labels once each, or `...` alone for all of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

ALL = "..."
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def check(context: Context) -> Iterator[Problem]:
    """Entries that are no labels, repeated ones, and labels beside the one that stands for all."""
    yield from _judge(context, ("routing",), context.spec.routing.group_by)
    for path, route in context.routes():
        yield from _judge(context, path, route.group_by or ())


def _judge(context: Context, path: Path, labels: tuple[str, ...]) -> Iterator[Problem]:
    for index, label in enumerate(labels):
        place = (*path, "group_by", index)
        if label == ALL and len(labels) > 1:
            yield context.problem(place, f"`{ALL}` stands for all labels", f"[{ALL}] alone, or labels")
        elif label != ALL and not _LABEL.fullmatch(label):
            yield context.problem(place, f"`{label}` is no label", f"a label's name, or [{ALL}] for all")
        elif label in labels[:index]:
            yield context.problem(place, f"`{label}` is named twice", "each label once")
