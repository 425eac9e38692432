"""The demo service's own judgement of its answers: simple, quick, and the same every time."""

from __future__ import annotations

from watchspec.catalogue import HALLUCINATED, SUPPORTED

COMPLETENESS = "completeness"
"""Name of the evaluator below."""
COMPLETE_WORDS = 20
"""Words from which an answer counts as complete."""
_SOURCE = "http"


def completeness(answer: str) -> float:
    """0 for silence to 1 for an answer of at least `COMPLETE_WORDS` words."""
    return min(1.0, len(answer.split()) / COMPLETE_WORDS)


def verdict(answer: str) -> str:
    """An answer that names a source is taken as hallucinated: the service never gives the model any."""
    return HALLUCINATED if _SOURCE in answer else SUPPORTED
