"""Tokens: each kind once, wherever the provider reports it, and the cost that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest
from openai.types import Completion, CreateEmbeddingResponse, ImagesResponse
from openai.types.audio import Transcription
from openai.types.chat import ChatCompletion
from openai.types.responses import Response
from tests.exporter.surfaces.calls import CALLS, MESSAGES, check, list_price, made, tokens

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter
    from tests.exporter.surfaces.verbatim import Verbatim

PATHS: dict[str, tuple[str, Any]] = {
    "chat": ("/chat/completions", ChatCompletion),
    "responses": ("/responses", Response),
    "completions": ("/completions", Completion),
    "embeddings": ("/embeddings", CreateEmbeddingResponse),
    "generations": ("/images/generations", ImagesResponse),
    "transcriptions": ("/audio/transcriptions", Transcription),
}
EVERYTHING = Behaviour(prompt_tokens=1000, tokens=200, cached_tokens=600, cache_write_tokens=100, reasoning_tokens=150)


@pytest.mark.parametrize("name", ["chat", "responses"])
@pytest.mark.parametrize("stream", [False, True])
def test_parts_are_not_added(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, stream: bool) -> None:
    """Cached and written input, and reasoning, are parts of the totals and have counters of their own."""
    provider.behaviour = EVERYTHING
    made(driver, CALLS[name].streamed if stream else CALLS[name])
    assert tokens(meter) == (1000, 200)
    assert meter.total(catalogue.CACHED_INPUT_TOKENS) == 600
    assert meter.total(catalogue.CACHE_WRITE_TOKENS) == 100
    assert meter.total(catalogue.REASONING_TOKENS) == 150
    check(meter, "success", operation=CALLS[name].operation, usage="provider")


@pytest.mark.parametrize("name", ["chat", "responses"])
@pytest.mark.parametrize("stream", [False, True])
def test_cost_is_the_price_lists(
    meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, stream: bool
) -> None:
    """Exactly what genai-prices makes of the same usage."""
    provider.behaviour = Behaviour(prompt_tokens=1000, tokens=200, cached_tokens=600, reasoning_tokens=150)
    call = CALLS[name]
    made(driver, call.streamed if stream else call)
    price = list_price(call.model, input_tokens=1000, cache_read_tokens=600, output_tokens=200)
    assert meter.total(catalogue.COST, cost_source="list") == pytest.approx(price)
    assert meter.total(catalogue.COST) == pytest.approx(price)
    full = list_price(call.model, input_tokens=1000, output_tokens=200)
    assert meter.total(catalogue.CACHE_SAVINGS) == pytest.approx(full - price)


@pytest.mark.parametrize("usage", ["standard", "choice", "last_chunk", "every_chunk", "x_groq"])
@pytest.mark.parametrize("stream", [False, True])
def test_odd_places(meter: Meter, driver: Driver, provider: LoopbackProvider, usage: Any, stream: bool) -> None:
    """A chunk of its own, a choice, beside the last choice, every chunk, a vendor's extension: each is read once."""
    provider.behaviour = Behaviour(usage=usage, prompt_tokens=40, cached_tokens=30)
    made(driver, CALLS["chat"].streamed if stream else CALLS["chat"])
    assert tokens(meter) == (40, 8)
    assert meter.total(catalogue.CACHED_INPUT_TOKENS) == 30
    check(meter, "success", operation="chat", usage="provider")


def test_deepseeks_cache(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Hits beside the total instead of in the details."""
    provider.behaviour = Behaviour(prompt_tokens=40, cached_tokens=30, cache_report="deepseek")
    made(driver, CALLS["chat"])
    made(driver, CALLS["chat"].streamed)
    assert meter.total(catalogue.CACHED_INPUT_TOKENS) == 60


@pytest.mark.parametrize(
    ("usage", "seen"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 2}, (3, 2)),
        ({"prompt_tokens": 3}, (3, 0)),
        ({"prompt_tokens": -3, "completion_tokens": 2}, (0, 2)),
        ({"prompt_tokens": 3.0, "completion_tokens": "2"}, (3, 0)),
        ({"prompt_tokens": True, "completion_tokens": 2.5}, (0, 0)),
        ({"input_tokens": 3, "output_tokens": 2}, (3, 2)),
    ],
)
@pytest.mark.parametrize("raw", [False, True])
def test_odd_numbers(meter: Meter, verbatim: Verbatim, usage: dict[str, Any], seen: tuple[int, int], raw: bool) -> None:
    """What is no number of tokens is 0, and never breaks a call."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "a"}}
    verbatim.answer({"id": "c", "object": "chat.completion", "model": "gpt-4o", "choices": [choice], "usage": usage})
    with openai.OpenAI(base_url=verbatim.url, api_key="none", max_retries=0) as client:
        made_by = client.chat.completions.with_raw_response if raw else client.chat.completions
        made_by.create(model="gpt-4o", messages=[])
    assert tokens(meter) == seen
    check(meter, "success", operation="chat", usage="provider")


@pytest.mark.parametrize("body", [{"id": "c"}, {"choices": None}, {"choices": [{}]}, [], "text", None, 7])
@pytest.mark.parametrize("name", PATHS)
def test_odd_answers(meter: Meter, verbatim: Verbatim, name: str, body: Any) -> None:
    """An answer that is not as its type says is the client's business; the call is counted once."""
    verbatim.answer(body)
    path, kind = PATHS[name]
    with openai.OpenAI(base_url=verbatim.url, api_key="none", max_retries=0) as client:
        client.post(path, body={"model": "gpt-4o", "messages": MESSAGES}, cast_to=kind)
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert meter.internal_errors() == 0


@pytest.mark.parametrize("tier", ["priority", "flex", "default"])
def test_service_tier(meter: Meter, driver: Driver, provider: LoopbackProvider, tier: str) -> None:
    """Whole and streamed cost the same in each tier."""
    pytest.importorskip("genai_prices", reason="no prices on this Python")
    provider.behaviour = Behaviour(prompt_tokens=1000, tokens=50, service_tier=tier)
    costs = []
    for call in (CALLS["responses"], CALLS["responses"].streamed):
        before = meter.total(catalogue.COST)
        made(driver, call)
        costs.append(meter.total(catalogue.COST) - before)
    assert costs[0] == pytest.approx(costs[1])
    assert costs[0] > 0
