"""`merge`: all frames in one table; rows that agree in every column that they share become one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.frames import Field, Frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def apply(frames: Sequence[Frame], _options: Mapping[str, Any]) -> tuple[Frame, ...]:
    """One frame; a value that a row lacks is None."""
    if not frames:
        return ()
    columns: dict[str, Field] = {}
    for frame in frames:
        for of in frame.fields:
            columns.setdefault(of.name, of)
    rows: list[dict[str, Any]] = []
    for frame in frames:
        for index in range(frame.rows):
            _add(rows, {of.name: of.values[index] for of in frame.fields})
    fields = tuple(
        Field(name, of.type, tuple(row.get(name) for row in rows), of.labels, of.ref) for name, of in columns.items()
    )
    return (Frame(fields),)


def _add(rows: list[dict[str, Any]], new: dict[str, Any]) -> None:
    for row in rows:
        if all(row[name] == value for name, value in new.items() if name in row):
            row.update(new)
            return
    rows.append(new)
