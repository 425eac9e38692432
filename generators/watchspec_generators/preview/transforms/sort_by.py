"""`sortBy`: rows in the order of one column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.preview.frames import Frame


def apply(frames: Sequence[Frame], options: Mapping[str, Any]) -> tuple[Frame, ...]:
    """The same columns; rows without a value come last."""
    asked = options.get("sort", [])
    return tuple(sorted_rows(frame, asked[0]["field"], descending=bool(asked[0].get("desc"))) for frame in frames)


def sorted_rows(frame: Frame, by: str, *, descending: bool) -> Frame:
    """`frame` in the order of the column `by`; as it is where there is no such column."""
    column = next((of.values for of in frame.fields if of.name == by), None)
    if column is None:
        return frame
    there = sorted((i for i in range(frame.rows) if column[i] is not None), key=lambda i: column[i], reverse=descending)
    order = (*there, *(index for index in range(frame.rows) if column[index] is None))
    return replace(frame, fields=tuple(replace(of, values=tuple(of.values[i] for i in order)) for of in frame.fields))
