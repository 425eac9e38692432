"""What vendors do to chat completions, and the loopback provider after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import openai
import pytest
from tests.exporter.provider_calls import answer

from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver

ASKED = {"include_usage": True}


def create(driver: Driver, **body: Any) -> Any:
    """A chat completion, or the chunks of its stream."""
    return answer(driver, lambda client: client.chat.completions.create(model="m", messages=[], **body))


def deltas(chunks: list[Any], field: str) -> list[str]:
    """What a field of the deltas says, where it says something."""
    found = [getattr(choice.delta, field, None) for chunk in chunks for choice in chunk.choices]
    return [text for text in found if text]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning(
    driver: Driver, provider: LoopbackProvider, field: Literal["reasoning_content", "reasoning"]
) -> None:
    """Shown, it is in the vendor's field, before the content; it is part of what is billed."""
    provider.behaviour = Behaviour(tokens=5, reasoning_tokens=3, show_reasoning=True, reasoning_field=field)
    whole, chunks = create(driver), create(driver, stream=True, stream_options=ASKED)
    assert getattr(whole.choices[0].message, field) == "thought0 thought1 thought2 "
    assert whole.usage.completion_tokens == 5
    assert deltas(chunks, field) == ["thought0 ", "thought1 ", "thought2 "]
    assert deltas(chunks, "content") == ["word0 ", "word1 "]
    texts = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert texts[:4] == ["", None, None, None]
    assert chunks[-1].usage.completion_tokens_details.reasoning_tokens == 3


def test_sound_and_cache(driver: Driver, provider: LoopbackProvider) -> None:
    """Tokens of sound are part of the input and of each choice's output."""
    provider.behaviour = Behaviour(choices=2, input_audio_tokens=7, output_audio_tokens=3, cached_tokens=5)
    usage = create(driver).usage
    assert (usage.prompt_tokens_details.audio_tokens, usage.prompt_tokens_details.cached_tokens) == (7, 5)
    assert usage.completion_tokens_details.audio_tokens == 6


def test_deepseek_s_cache(driver: Driver, provider: LoopbackProvider) -> None:
    """Hits and misses are beside the total, which is their sum, and not in the details."""
    provider.behaviour = Behaviour(prompt_tokens=20, cached_tokens=5, cache_report="deepseek")
    usage = create(driver).usage
    assert (usage.prompt_cache_hit_tokens, usage.prompt_cache_miss_tokens) == (5, 15)
    assert usage.prompt_tokens_details is None


@pytest.mark.parametrize("asked", [False, True])
def test_usage_so_far(driver: Driver, provider: LoopbackProvider, asked: bool) -> None:
    """In every chunk, growing to what is billed; asked for, it is also in a chunk of its own."""
    provider.behaviour = Behaviour(tokens=4, choices=2, reasoning_tokens=1, usage="every_chunk")
    chunks = create(driver, stream=True, **({"stream_options": ASKED} if asked else {}))
    counts = [chunk.usage.completion_tokens for chunk in chunks]
    assert counts == [0, 4, 6, 8, 8, *([8] if asked else [])]
    assert len(chunks[-1].choices) == (0 if asked else 2)


def test_groq_s_usage(driver: Driver, provider: LoopbackProvider) -> None:
    """In its own extension of a stream's last chunk; in its usual place elsewhere."""
    provider.behaviour = Behaviour(usage="x_groq")
    chunks = create(driver, stream=True, stream_options=ASKED)
    assert [chunk.usage for chunk in chunks] == [None] * len(chunks)
    assert chunks[-1].x_groq["usage"]["completion_tokens"] == 8
    assert create(driver).usage.completion_tokens == 8


def test_comments_between_events(driver: Driver, provider: LoopbackProvider) -> None:
    """They are no chunks."""
    quiet = create(driver, stream=True)
    provider.behaviour = Behaviour(keep_alive=True)
    assert create(driver, stream=True) == quiet
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        raw = client.chat.completions.with_raw_response.create(model="m", messages=[], stream=True)
        assert raw.http_response.read().count(b": keep-alive\n\n") == len(quiet)


def test_tool_call_in_pieces(driver: Driver, provider: LoopbackProvider) -> None:
    """Its name comes once, its arguments token by token, and together they are what the whole answer has."""
    provider.behaviour = Behaviour(tokens=3, tool_calls=True, finish_reason="tool_calls")
    whole = create(driver).choices[0].message.tool_calls[0].function
    calls = [chunk.choices[0].delta.tool_calls for chunk in create(driver, stream=True)]
    pieces = [call[0].function for call in calls if call]
    assert [piece.name for piece in pieces] == [whole.name, None, None]
    assert "".join(piece.arguments for piece in pieces) == whole.arguments == '{"text": "word0 word1 word2 "}'
