"""`organize`: columns left out, put in order and named anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.preview.frames import Frame


def apply(frames: Sequence[Frame], options: Mapping[str, Any]) -> tuple[Frame, ...]:
    """The same rows; columns without a place in the order come last."""
    left_out = options.get("excludeByName", {})
    order, names = options.get("indexByName", {}), options.get("renameByName", {})
    return tuple(
        replace(
            frame,
            fields=tuple(
                replace(of, name=names.get(of.name) or of.name)
                for of in sorted(frame.fields, key=lambda of: order.get(of.name, len(frame.fields)))
                if not left_out.get(of.name)
            ),
        )
        for frame in frames
    )
