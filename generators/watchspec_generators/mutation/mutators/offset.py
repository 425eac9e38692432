"""Offsets removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.types import Edit
from watchspec_generators.mutation.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.promql import Expression


def edits(expression: Expression) -> Iterator[Edit]:
    """Each `offset` with its duration."""
    for node in expression.root.walk():
        if node.offset:
            yield Edit(node.offset, "", f"{shown(expression, node)} lost its offset")
