"""Every stream of the loopback provider is paced, and meets trouble, in the same way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.provider_calls import answer, broken

from watchspec.testing import ERRORS, Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exporter.conftest import Driver

PICTURE = ("in.png", b"png", "image/png")
PARTIAL: dict[str, Any] = {"model": "m", "prompt": "a cat", "stream": True, "partial_images": 3}
SPOKEN: dict[str, Any] = {"model": "m", "input": "hello", "voice": "alloy"}
STREAMS: dict[str, Callable[[Any], Any]] = {
    "chat": lambda client: client.chat.completions.create(model="m", messages=[], stream=True),
    "responses": lambda client: client.responses.create(model="m", input="a", stream=True),
    "completions": lambda client: client.completions.create(model="m", prompt="a", stream=True),
    "generations": lambda client: client.images.generate(**PARTIAL),
    "edits": lambda client: client.images.edit(**PARTIAL, image=PICTURE),
    "transcriptions": lambda client: client.audio.transcriptions.create(model="m", file=("a.wav", b"a"), stream=True),
}

LOOSE = ("completions",)
"""Whose chunks have no reason, though the client's type wants one in each."""


def tokens(events: list[Any]) -> int:
    """How many of the events are tokens, or images on their way."""
    return sum(_is_token(event) for event in events)


def _is_token(event: Any) -> bool:
    if hasattr(event, "type"):
        return str(event.type).endswith((".delta", ".partial_image"))
    return any(choice.delta.content if hasattr(choice, "delta") else choice.text for choice in event.choices)


@pytest.mark.parametrize("name", STREAMS)
def test_cut(driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The connection is lost after so many tokens, which the client tells."""
    for after in (0, 2, 3):
        provider.behaviour = Behaviour(tokens=3, cut_after=after)
        events, error = broken(driver, STREAMS[name], strict=name not in LOOSE)
        assert tokens(events) == after
        assert error is not None


@pytest.mark.parametrize("name", STREAMS)
def test_early_end(driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The body ends properly after so many tokens, and nothing says that something is missing."""
    for after in (0, 2, 3):
        provider.behaviour = Behaviour(tokens=3, end_after=after)
        events, error = broken(driver, STREAMS[name], strict=name not in LOOSE)
        assert (tokens(events), error) == (after, None)
        assert not any("complete" in getattr(event, "type", "") for event in events)


@pytest.mark.parametrize("name", [name for name in STREAMS if name != "responses"])
def test_failure(driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """An error event after so many tokens, which the client raises."""
    provider.behaviour = Behaviour(tokens=3, fail_after=2, fail_with="rate_limit")
    events, error = broken(driver, STREAMS[name], strict=name not in LOOSE)
    assert (tokens(events), error) == (2, openai.APIError)


@pytest.mark.parametrize("nested", [False, True])
def test_failure_of_a_response(driver: Driver, provider: LoopbackProvider, nested: bool) -> None:
    """It is an event of its own, which the client hands over; if its error is nested, the client raises that."""
    provider.behaviour = Behaviour(tokens=3, fail_after=2, nested_error=nested)
    events, error = broken(driver, STREAMS["responses"])
    assert tokens(events) == 2
    if nested:
        assert error is openai.APIError
    else:
        assert (error, events[-1].type, events[-1].message) == (None, "error", ERRORS["server"].message)
        assert events[-1].sequence_number == len(events) - 1


@pytest.mark.parametrize("name", STREAMS)
def test_pace(driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The pauses before the first token, between two, and in the middle of a stall."""
    provider.behaviour = Behaviour(tokens=3, first_token=0.1, token_delay=0.05, stall_after=2, stall=0.1)
    began = time.perf_counter()
    assert tokens(answer(driver, STREAMS[name], strict=name not in LOOSE)) == 3
    assert 0.3 <= time.perf_counter() - began < 3


@pytest.mark.parametrize("name", ["chat", "responses"])
def test_pace_of_reasoning(client: openai.OpenAI, provider: LoopbackProvider, name: str) -> None:
    """First event, first reasoning and first word are three different times."""
    provider.behaviour = Behaviour(
        tokens=4, reasoning_tokens=2, show_reasoning=True, reasoning_delay=0.1, first_token=0.1
    )
    list(STREAMS[name](client))  # what the client prepares for its first event takes longer than these pauses
    seen: dict[str, float] = {}
    for event in STREAMS[name](client):
        text = repr(event)
        part = "word" if "word0 " in text else "thought" if "thought0 " in text else "event"
        seen.setdefault(part, time.perf_counter())
    assert seen["thought"] - seen["event"] > 0.05
    assert seen["word"] - seen["thought"] > 0.15


@pytest.mark.parametrize("name", STREAMS)
def test_gzip(driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """Packed, each token still arrives as it is sent."""
    provider.behaviour = Behaviour(tokens=3, gzip=True)
    assert tokens(answer(driver, STREAMS[name], strict=name not in LOOSE)) == 3


@pytest.mark.parametrize("events", [False, True])
def test_speech(client: openai.OpenAI, provider: LoopbackProvider, events: bool) -> None:
    """Sound too is cut, ended early, and paced; its failure is an event only where there are events."""
    body: dict[str, Any] = {**SPOKEN, "stream_format": "sse" if events else "audio"}

    def chunks() -> list[bytes]:
        with client.audio.speech.with_streaming_response.create(**body) as made:
            return list(made.iter_bytes())

    provider.script([Behaviour(tokens=3, end_after=2), Behaviour(tokens=2)])
    ended, whole = b"".join(chunks()), b"".join(chunks())
    assert ended == (whole[: whole.index(b"data: ", whole.rindex(b".delta"))] if events else whole)
    provider.behaviour = Behaviour(tokens=3, cut_after=1)
    with pytest.raises(Exception, match=r"incomplete|Connection error|closed"):
        chunks()
    provider.behaviour = Behaviour(tokens=3, fail_after=1)
    if events:
        assert b'"server_error"' in b"".join(chunks())
    else:
        with pytest.raises(Exception, match=r"incomplete|Connection error|closed"):
            chunks()
    provider.behaviour = Behaviour(tokens=3, first_token=0.1, token_delay=0.05)
    began = time.perf_counter()
    assert len(chunks()) >= 3
    assert time.perf_counter() - began >= 0.2
