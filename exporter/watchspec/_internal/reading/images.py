"""Images."""

from __future__ import annotations

from watchspec._internal.reading.reader import EventReader


class ImageReader(EventReader):
    """A streamed image: partial images, then the whole one with its usage."""

    plain = frozenset({"image_generation.partial_image", "image_edit.partial_image"})
    ends = frozenset({"image_generation.completed", "image_edit.completed"})
