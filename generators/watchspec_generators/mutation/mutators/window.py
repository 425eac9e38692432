"""Range windows halved and doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Edit
from watchspec_generators.mutation.words import resized, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.promql import Expression


def edits(expression: Expression) -> Iterator[Edit]:
    """Each range, of a selector or of a subquery."""
    for node in expression.root.walk():
        if node.window:
            for word, factor in (("halved", 0.5), ("doubled", 2)):
                text = resized(expression.of(node.window), factor)
                yield Edit(node.window, text, f"the window of {shown(expression, node)} was {word}")
