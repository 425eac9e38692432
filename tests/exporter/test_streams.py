"""Watched streams look and behave as the client's own, and are timed by what the user sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import openai
import pytest
from openai.types.chat import ChatCompletionChunk
from tests.exporter.conftest import A_DICT

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

BODY: dict[str, Any] = {"model": "gpt-4o", "messages": [], "stream": True}


def test_stream_keeps_its_type_and_attributes(meter: Meter, driver: Driver) -> None:
    """Isinstance holds, attributes pass through both ways, and the class keeps its name."""

    def check(stream: Any, kind: type) -> None:
        assert isinstance(stream, kind)
        stream = cast("Any", stream)
        assert type(stream).__name__ == kind.__name__
        assert stream.response.status_code == 200
        assert stream._cast_to is ChatCompletionChunk
        stream.mark = 1
        assert stream.mark == 1
        assert "mark" in vars(stream)

    def sync(client: openai.OpenAI) -> None:
        with client.chat.completions.create(**BODY) as stream:
            check(stream, openai.Stream)

    async def later(client: openai.AsyncOpenAI) -> None:
        async with await client.chat.completions.create(**BODY) as stream:
            check(stream, openai.AsyncStream)

    driver.run(sync, later)
    assert meter.outcomes() == {"abandoned": 1}


def test_chunks_are_those_of_an_unwatched_stream(driver: Driver, provider: LoopbackProvider) -> None:
    """The extra usage chunk never reaches the caller; all others do, unchanged."""
    provider.behaviour = Behaviour(empty_choices=True, choices=2)
    plain = driver.create(stream=True)
    watchspec.instrument(registry=None)
    try:
        watched = driver.create(stream=True)
    finally:
        watchspec.uninstrument()
    assert watched == plain
    assert [served.asked_usage for served in provider.served] == [False, True]


def test_reading_goes_on_in_a_second_loop(meter: Meter, provider: LoopbackProvider) -> None:
    """A stream can be read in parts, as the client's own."""
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        stream = client.chat.completions.create(**BODY)
        for _ in stream:
            break
        assert len(list(stream)) == 9
    assert meter.outcomes() == {"success": 1}


def test_stream_helper_delivers_its_events(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """`.stream()` works on top of the watched stream, to its final completion."""
    body: dict[str, Any] = {"model": "gpt-4o", "messages": []}

    def sync(client: openai.OpenAI) -> Any:
        with client.chat.completions.stream(**body) as stream:
            kinds = [event.type for event in stream]
            return kinds, stream.get_final_completion()

    async def later(client: openai.AsyncOpenAI) -> Any:
        async with client.chat.completions.stream(**body) as stream:
            kinds = [event.type async for event in stream]
            return kinds, await stream.get_final_completion()

    kinds, final = driver.run(sync, later)
    assert kinds.count("content.delta") == 9, "the helper also has one for the empty content of the first chunk"
    assert "content.done" in kinds
    assert final.choices[0].message.content == "".join(provider.behaviour.words())
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.TOKENS, type="output") == 8


def test_stream_helper_left_early_is_abandoned_at_once(meter: Meter, driver: Driver) -> None:
    """The helper closes the HTTP response behind the stream's back."""
    body: dict[str, Any] = {"model": "gpt-4o", "messages": []}

    def sync(client: openai.OpenAI) -> Any:
        with client.chat.completions.stream(**body) as stream:
            next(iter(stream))
        return meter.outcomes(), stream

    async def later(client: openai.AsyncOpenAI) -> Any:
        async with client.chat.completions.stream(**body) as stream:
            async for _ in stream:
                break
        return meter.outcomes(), stream

    outcomes, _ = driver.run(sync, later)
    assert outcomes == {"abandoned": 1}


def test_first_token_is_the_first_visible_one(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """The role-only chunk comes at once and is no token; what follows has its own pace."""
    provider.behaviour = Behaviour(first_token=2, tokens=11, token_delay=0.02, reasoning_tokens=0)
    driver.create(stream=True)
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_sum") >= 2
    speed = meter.total(catalogue.OUTPUT_TOKENS_PER_SECOND, "_sum")
    # With the wait in it there would be at most 5 a second; a busy machine may stretch the gaps, never shrink them.
    assert 5 < speed <= 50.5, "ten gaps of 20 ms are 50 tokens/s"


@pytest.mark.parametrize("behaviour", [Behaviour(tool_calls=True), Behaviour(refusal=True)])
def test_tool_calls_and_refusals_are_visible_tokens(
    meter: Meter, driver: Driver, provider: LoopbackProvider, behaviour: Behaviour
) -> None:
    """An answer needs no text to have a first token."""
    provider.behaviour = behaviour
    driver.create(stream=True)
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 1


def test_no_visible_token_gives_no_time(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A stream that ends before its first token has no time to first token and no speed."""
    provider.behaviour = Behaviour(content="")
    driver.create(stream=True)
    driver.create()
    assert meter.outcomes() == {"success": 2}
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 0
    assert meter.total(catalogue.OUTPUT_TOKENS_PER_SECOND, "_count") == 0


def test_one_unfinished_choice_of_two_is_a_cut(meter: Meter, provider: LoopbackProvider) -> None:
    """Each choice needs its finish reason."""
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        stream = cast("Any", client.chat.completions.create(n=2, **BODY))
        watch = stream._watch_slots[1]
        watch.see(
            {
                "choices": [
                    {"index": 0, "delta": {"content": "a"}, "finish_reason": "stop"},
                    {"index": 1, "delta": {"content": "b"}, "finish_reason": None},
                ]
            }
        )
        watch.exhausted()
        del stream, watch
    assert meter.outcomes() == {"cut": 1}


def test_dict_chunks_are_understood(meter: Meter, provider: LoopbackProvider) -> None:
    """`client.post(..., stream_cls=Stream[dict])` gives chunks without attributes."""
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        stream: Any = client.post(
            "/chat/completions",
            body=dict(BODY),
            cast_to=A_DICT,
            stream=True,
            stream_cls=openai.Stream[A_DICT],
        )
        chunks = list(stream)
    assert all(type(chunk) is dict for chunk in chunks)
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.TOKENS, type="input") == 12
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 1
    assert meter.internal_errors() == 0


def test_audio_delta_is_a_token(meter: Meter, provider: LoopbackProvider) -> None:
    """Spoken answers have their sound in an extension of the delta."""
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        stream = cast("Any", client.chat.completions.create(**BODY))
        watch = stream._watch_slots[1]
        chunk = {"choices": [{"index": 0, "delta": {"audio": {"data": "AAAA"}}, "finish_reason": None}], "usage": None}
        watch.see(ChatCompletionChunk.construct(**cast("Any", chunk)))
        assert len(watch.times) == 1
        stream.close()
        del stream, watch
