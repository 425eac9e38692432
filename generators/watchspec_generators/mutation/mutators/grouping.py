"""Labels dropped from `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Edit
from watchspec_generators.mutation.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.promql import Expression


def edits(expression: Expression) -> Iterator[Edit]:
    """Each label of each list."""
    for node in expression.root.walk():
        for grouping in node.groupings:
            for label in grouping.labels:
                left = [other for other in grouping.labels if other != label]
                text = f"{grouping.keyword} ({', '.join(left)})"
                what = f"{label} was dropped from {expression.of(grouping.span)} of {shown(expression, node)}"
                yield Edit(grouping.span, text, what)
