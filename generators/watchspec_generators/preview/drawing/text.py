"""`text`: words of the dashboard's author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.preview.model import Words

if TYPE_CHECKING:
    from watchspec_generators.preview.drawing import Scene


def draw(scene: Scene) -> Words:
    """The words as they are written."""
    return Words(str(scene.panel.options.get("content", "")))
