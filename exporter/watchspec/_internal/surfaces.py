"""Which of the client's calls are measured, and as what: by method and path of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec._internal.reading.audio import SpeechReader, TranscriptionReader
from watchspec._internal.reading.chat import ChatReader
from watchspec._internal.reading.completions import CompletionReader
from watchspec._internal.reading.images import ImageReader
from watchspec._internal.reading.reader import EventReader
from watchspec._internal.reading.responses import ResponseReader

if TYPE_CHECKING:
    from watchspec._internal.reading.reader import Reader

MAX_REMEMBERED = 1_000


class Surface:
    """One kind of call: its operation label, and how its streams are read."""

    __slots__ = ("asks_usage", "operation", "reader", "suffix")

    def __init__(self, suffix: str, operation: str, reader: type[Reader], *, asks_usage: bool = False) -> None:
        self.suffix = suffix
        self.operation = operation
        self.reader = reader
        self.asks_usage = asks_usage
        """Whether its streams tell their usage only to who asks with `stream_options`."""


_POSTED = (
    Surface("/chat/completions", "chat", ChatReader, asks_usage=True),
    Surface("/responses", "responses", ResponseReader),
    Surface("/responses/compact", "responses", ResponseReader),
    Surface("/embeddings", "embeddings", EventReader),
    Surface("/completions", "text_completion", CompletionReader, asks_usage=True),
    Surface("/moderations", "moderation", EventReader),
    Surface("/images/generations", "image", ImageReader),
    Surface("/images/edits", "image", ImageReader),
    Surface("/images/variations", "image", ImageReader),
    Surface("/audio/speech", "speech", SpeechReader),
    Surface("/audio/transcriptions", "transcription", TranscriptionReader),
    Surface("/audio/translations", "translation", TranscriptionReader),
)
RESPONSES = next(surface for surface in _POSTED if surface.operation == "responses")
RETRIEVAL = Surface("/responses/", "responses", ResponseReader)
"""Not a call of its own: it tells how one ended that runs in the background."""

_known: dict[tuple[str, str], Surface | None] = {}


def surface_of(options: Any) -> Surface | None:
    """What the request is; None for what is not measured."""
    key = (options.method, options.url)
    try:
        return _known[key]
    except KeyError:
        found = _find(options.method.lower(), options.url)
        # Paths with an identifier in them would fill the memory.
        if found is not RETRIEVAL and len(_known) < MAX_REMEMBERED:
            _known[key] = found
        return found


def _find(method: str, url: str) -> Surface | None:
    path = url.partition("?")[0].rstrip("/")
    if method == "post":
        for surface in _POSTED:
            if path.endswith(surface.suffix):
                return surface
    head, _, tail = path.rpartition("/responses/")
    if tail and (head or path.startswith("/responses/")):
        wanted = tail.endswith("/cancel") if method == "post" else method == "get" and "/" not in tail
        return RETRIEVAL if wanted else None
    return None
