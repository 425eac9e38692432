"""Embeddings and moderations: an answer for each input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec.testing.answers.parts import Whole

if TYPE_CHECKING:
    from watchspec.testing.answers.parts import Answer, Ask

CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)


def embeddings(ask: Ask) -> Answer:
    """An embeddings answer, one vector per input."""
    # The client asks for base64 on its own account; this is three 32-bit floats.
    vector: Any = "AACAPwAAAEAAAEBA" if ask.body.get("encoding_format") == "base64" else [1.0, 2.0, 3.0]
    body: dict[str, Any] = {
        "object": "list",
        "model": ask.model,
        "data": [{"object": "embedding", "index": index, "embedding": vector} for index in range(_inputs(ask))],
    }
    if ask.behaviour.usage != "missing":
        prompt = ask.behaviour.prompt_tokens
        body["usage"] = {"prompt_tokens": prompt, "total_tokens": prompt}
    return Whole(body)


def moderations(ask: Ask) -> Answer:
    """A moderation, one verdict per input; it is free, so there is no usage."""
    flagged = ask.behaviour.flagged
    verdict = {
        "flagged": flagged,
        "categories": {name: flagged and name == CATEGORIES[0] for name in CATEGORIES},
        "category_scores": {name: 0.9 if flagged and name == CATEGORIES[0] else 0.01 for name in CATEGORIES},
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }
    return Whole({"id": f"modr-{ask.identity}", "model": ask.model, "results": [verdict] * _inputs(ask)})


def _inputs(ask: Ask) -> int:
    given = ask.body.get("input", "")
    return len(given) if isinstance(given, list) else 1
