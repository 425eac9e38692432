"""The demo service's judgement of its answers."""

from __future__ import annotations

import pytest

from watchspec_generators.demo.judges import COMPLETE_WORDS, completeness, verdict


@pytest.mark.parametrize(
    ("words", "score"), [(0, 0.0), (COMPLETE_WORDS // 2, 0.5), (COMPLETE_WORDS, 1.0), (2 * COMPLETE_WORDS, 1.0)]
)
def test_completeness_counts_words(words: int, score: float) -> None:
    """From silence to a full answer, and no further."""
    assert completeness("word " * words) == score


def test_a_made_up_source_is_a_hallucination() -> None:
    """The model was given no source that it could name."""
    assert (verdict("see http://example.com"), verdict("a plain answer")) == ("hallucinated", "supported")
