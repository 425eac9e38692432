"""`limit`: the first rows only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.preview.frames import Frame

_ROWS = 10


def apply(frames: Sequence[Frame], options: Mapping[str, Any]) -> tuple[Frame, ...]:
    """As many rows as `limitField` says."""
    most = int(options.get("limitField", _ROWS))
    return tuple(
        replace(frame, fields=tuple(replace(of, values=of.values[:most]) for of in frame.fields)) for frame in frames
    )
