"""Raw responses work as without us, and are counted once with the right outcome."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import openai
import pytest

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

BODY: dict[str, Any] = {"model": "gpt-4o", "messages": []}
STREAM: dict[str, Any] = {**BODY, "stream": True}


def test_raw_response(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """`with_raw_response`: headers for the caller, tokens and outcome for us, parsed or not."""
    provider.behaviour = Behaviour(finish_reason="length", headers={"x-ratelimit-remaining-requests": "7"})

    async def later(client: openai.AsyncOpenAI) -> Any:
        return await client.chat.completions.with_raw_response.create(**BODY)

    raw = driver.run(lambda client: client.chat.completions.with_raw_response.create(**BODY), later)
    assert raw.headers["x-ratelimit-remaining-requests"] == "7"
    assert meter.outcomes() == {"truncated": 1}
    assert meter.total(catalogue.TOKENS) == 20
    assert raw.parse().usage.total_tokens == 20
    assert meter.outcomes() == {"truncated": 1}


def test_raw_stream_that_is_parsed(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """The parsed stream is watched; usage is not asked for, since raw bytes reach the caller."""

    async def later(client: openai.AsyncOpenAI) -> Any:
        raw = await client.chat.completions.with_raw_response.create(**STREAM)
        stream = raw.parse()
        assert isinstance(stream, openai.AsyncStream)
        return [chunk async for chunk in stream]

    def sync(client: openai.OpenAI) -> Any:
        raw = client.chat.completions.with_raw_response.create(**STREAM)
        stream = raw.parse()
        assert isinstance(stream, openai.Stream)
        return list(stream)

    assert len(driver.run(sync, later)) == 10
    assert not provider.served[0].asked_usage
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 1


def test_raw_stream_that_is_read_as_bytes(meter: Meter, driver: Driver) -> None:
    """Read to the end: a success, although nobody parsed it."""

    async def later(client: openai.AsyncOpenAI) -> Any:
        raw = await client.chat.completions.with_raw_response.create(**STREAM)
        return b"".join([part async for part in raw.http_response.aiter_bytes()])

    def sync(client: openai.OpenAI) -> Any:
        raw = client.chat.completions.with_raw_response.create(**STREAM)
        return b"".join(raw.http_response.iter_bytes())

    assert driver.run(sync, later).endswith(b"data: [DONE]\n\n")
    assert meter.outcomes() == {"success": 1}


def test_raw_stream_that_is_dropped(meter: Meter, driver: Driver) -> None:
    """Never read and never closed."""

    async def later(client: openai.AsyncOpenAI) -> None:
        await client.chat.completions.with_raw_response.create(**STREAM)
        gc.collect()

    def sync(client: openai.OpenAI) -> None:
        client.chat.completions.with_raw_response.create(**STREAM)
        gc.collect()

    driver.run(sync, later)
    assert meter.outcomes() == {"abandoned": 1}
    assert meter.total(catalogue.IN_FLIGHT) == 0


@pytest.mark.parametrize("way", ["parse", "json", "read", "text"])
def test_streamed_response_read_in_any_way(meter: Meter, driver: Driver, way: str) -> None:
    """`with_streaming_response` without stream=True: tokens are known once the body has been read."""

    def sync(client: openai.OpenAI) -> None:
        with client.chat.completions.with_streaming_response.create(**BODY) as response:
            assert getattr(response, way)()

    async def later(client: openai.AsyncOpenAI) -> None:
        async with client.chat.completions.with_streaming_response.create(**BODY) as response:
            assert await getattr(response, way)()

    driver.run(sync, later)
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.TOKENS) == 20


def test_streamed_response_read_in_lines(meter: Meter, driver: Driver) -> None:
    """The body in lines, as people proxy it."""

    def sync(client: openai.OpenAI) -> int:
        with client.chat.completions.with_streaming_response.create(**STREAM) as response:
            return sum(1 for _ in response.iter_lines())

    async def later(client: openai.AsyncOpenAI) -> int:
        async with client.chat.completions.with_streaming_response.create(**STREAM) as response:
            return sum([1 async for _ in response.iter_lines()])

    assert driver.run(sync, later) > 10
    assert meter.outcomes() == {"success": 1}


def test_streamed_response_parsed_into_a_stream(meter: Meter, driver: Driver) -> None:
    """Its stream is watched as any other, and parsing twice gives no second call."""

    def sync(client: openai.OpenAI) -> int:
        with client.chat.completions.with_streaming_response.create(**STREAM) as response:
            stream: Any = response.parse()
            response.parse()
            return len(list(stream))

    async def later(client: openai.AsyncOpenAI) -> int:
        async with client.chat.completions.with_streaming_response.create(**STREAM) as response:
            stream: Any = await response.parse()
            return len([chunk async for chunk in stream])

    assert driver.run(sync, later) == 10
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 1


def test_streamed_response_left_unread(meter: Meter, driver: Driver) -> None:
    """Left at once, as after a look at the headers."""

    def sync(client: openai.OpenAI) -> Any:
        with client.chat.completions.with_streaming_response.create(**STREAM) as response:
            return response.status_code

    async def later(client: openai.AsyncOpenAI) -> Any:
        async with client.chat.completions.with_streaming_response.create(**STREAM) as response:
            return response.status_code

    assert driver.run(sync, later) == 200
    assert meter.outcomes() == {"abandoned": 1}


@pytest.mark.parametrize(
    ("behaviour", "outcome"), [(Behaviour(cut_after=2), "cut"), (Behaviour(stall_after=2, stall=5), "stalled")]
)
def test_raw_body_that_breaks(
    meter: Meter, driver: Driver, provider: LoopbackProvider, behaviour: Behaviour, outcome: str
) -> None:
    """Bytes that stop coming are told apart as in a parsed stream."""
    provider.behaviour = behaviour
    driver.options = {"timeout": 0.3}

    def sync(client: openai.OpenAI) -> None:
        with client.chat.completions.with_streaming_response.create(**STREAM) as response:
            list(response.iter_bytes())

    async def later(client: openai.AsyncOpenAI) -> None:
        async with client.chat.completions.with_streaming_response.create(**STREAM) as response:
            _ = [part async for part in response.iter_bytes()]

    with pytest.raises(Exception, match=r"(?i)timed out|connection|peer|incomplete|^$"):
        driver.run(sync, later)
    assert meter.outcomes() == {outcome: 1}


def test_raw_error(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A raw call that fails raises the client's exception and is an error."""
    provider.behaviour = Behaviour(error="auth")

    async def later(client: openai.AsyncOpenAI) -> Any:
        return await client.chat.completions.with_raw_response.create(**BODY)

    with pytest.raises(openai.AuthenticationError):
        driver.run(lambda client: client.chat.completions.with_raw_response.create(**BODY), later)
    assert meter.errors() == {"auth": 1}
