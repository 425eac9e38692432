"""What the tests of steps share: a request, a generator that makes calls, and readings of the step metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import watchspec
from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Generator

    import openai
    from tests.exporter.conftest import Meter


BODY: dict[str, Any] = {"model": "gpt-4o", "messages": []}


def ends(meter: Meter, step: str) -> dict[str, float]:
    """Passages through a step by outcome, without the zeros."""
    counted = {
        outcome: meter.total(catalogue.STEP_DURATION, "_count", step=step, outcome=outcome)
        for outcome in catalogue.STEP_OUTCOMES
    }
    return {outcome: count for outcome, count in counted.items() if count}


def calls(meter: Meter, step: str) -> float:
    """Calls charged to a step: the provider answers each with 20 tokens."""
    return meter.total(catalogue.STEP_TOKENS, step=step) / 20


@watchspec.observe(name="words")
def words(client: openai.OpenAI) -> Generator[str, str | None, int]:
    """Calls once, shouts what it is sent, and calls once more in a step of its own."""
    client.chat.completions.create(**BODY)
    sent = yield "a"
    with watchspec.span("second"):
        try:
            yield (sent or "b").upper()
        except LookupError:
            yield "recovered"
        client.chat.completions.create(**BODY)
    return 3
