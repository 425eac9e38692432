"""Bodies of the loopback provider, as plain data: functions of behaviour and request, one module per surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from watchspec.testing.answers.audio import speech, transcriptions, translations
from watchspec.testing.answers.chat import chat
from watchspec.testing.answers.completions import completions
from watchspec.testing.answers.embeddings import embeddings, moderations
from watchspec.testing.answers.images import edits, generations, variations
from watchspec.testing.answers.responses import compact

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec.testing.answers.parts import Answer, Ask


class Surface(NamedTuple):
    """What answers a path, and the operation (of `catalogue.OPERATIONS`) that it is."""

    operation: str
    answer: Callable[[Ask], Answer]


SURFACES: dict[str, Surface] = {
    "/chat/completions": Surface("chat", chat),
    "/completions": Surface("text_completion", completions),
    "/responses/compact": Surface("responses", compact),
    "/embeddings": Surface("embeddings", embeddings),
    "/moderations": Surface("moderation", moderations),
    "/images/generations": Surface("image", generations),
    "/images/edits": Surface("image", edits),
    "/images/variations": Surface("image", variations),
    "/audio/speech": Surface("speech", speech),
    "/audio/transcriptions": Surface("transcription", transcriptions),
    "/audio/translations": Surface("translation", translations),
}
"""By the end of the path, the longer first where one is the end of the other; Azure and gateways put what they like
before it."""
