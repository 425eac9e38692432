"""The calls of each surface, and what all of them have to show afterwards."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.provider_calls import answer

import watchspec
from watchspec import catalogue
from watchspec.testing import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exporter.conftest import Driver, Meter

PICTURE = ("in.png", b"\x89PNG\r\n\x1a\n", "image/png")
SOUND = ("in.wav", b"RIFF\x00\x00", "audio/wav")
QUESTION = "secret question"  # five estimated tokens with its role left out: 15 characters


@dataclass(frozen=True)
class Call:
    """One kind of call; `make(client, **more)` gives the answer or, of an asynchronous client, its coroutine."""

    operation: str
    model: str
    make: Callable[..., Any]
    is_generating: bool = False
    stream: dict[str, Any] | None = None
    """What makes it a stream, if it can be one."""

    def __call__(self, client: Any, **more: Any) -> Any:
        return self.make(client, model=self.model, **more)

    def streamed(self, client: Any, **more: Any) -> Any:
        """The same as a stream."""
        return self.make(client, model=self.model, **(self.stream or {}), **more)


def _of(path: str, **given: Any) -> Callable[..., Any]:
    def make(client: Any, **more: Any) -> Any:
        found = client
        for name in path.split("."):
            found = getattr(found, name)
        return found(**{**given, **more})

    return make


MESSAGES = [{"role": "user", "content": QUESTION}]
STREAM = {"stream": True}
PARTIAL = {"stream": True, "partial_images": 3}
CALLS: dict[str, Call] = {
    "chat": Call("chat", "gpt-4o", _of("chat.completions.create", messages=MESSAGES), True, STREAM),
    "responses": Call("responses", "gpt-5", _of("responses.create", input=QUESTION), True, STREAM),
    "completions": Call(
        "text_completion", "gpt-3.5-turbo-instruct", _of("completions.create", prompt=QUESTION), True, STREAM
    ),
    "embeddings": Call(
        "embeddings", "text-embedding-3-small", _of("embeddings.create", input="a", encoding_format="float")
    ),
    "moderations": Call("moderation", "omni-moderation-latest", _of("moderations.create", input="a")),
    "generations": Call("image", "gpt-image-1", _of("images.generate", prompt="a cat"), stream=PARTIAL),
    "edits": Call("image", "gpt-image-1", _of("images.edit", prompt="a cat", image=PICTURE), stream=PARTIAL),
    "variations": Call("image", "dall-e-2", _of("images.create_variation", image=PICTURE)),
    "speech": Call("speech", "gpt-4o-mini-tts", _of("audio.speech.create", input="a", voice="alloy")),
    "transcriptions": Call(
        "transcription", "gpt-4o-transcribe", _of("audio.transcriptions.create", file=SOUND), stream=STREAM
    ),
    "translations": Call("translation", "whisper-1", _of("audio.translations.create", file=SOUND)),
    "compact": Call("responses", "gpt-5", _of("responses.compact", input=QUESTION), True),
}
STREAMS = {name: call for name, call in CALLS.items() if call.stream}


def made(driver: Driver, call: Callable[[Any], Any]) -> Any:
    """What `call(client)` gives: the answer, or the list of a stream's events."""
    return answer(driver, call, strict=False)


def as_text(value: Any) -> str:
    """An answer, or events, without the identifiers that no two answers have in common."""
    if isinstance(value, list):
        return "\n".join(as_text(item) for item in value)
    content = getattr(value, "content", None)
    text = repr(content) if isinstance(content, bytes) else repr(value)
    return re.sub(r"[0-9a-f]{32}", "ID", text)


def unwatched(driver: Driver, call: Callable[[Any], Any]) -> Any:
    """As `made`, without us."""
    from watchspec._internal.instrumentation import process_recorder, reinstate

    recorder = process_recorder()
    watchspec.uninstrument()
    try:
        return made(driver, call)
    finally:
        reinstate(recorder)


def check(
    meter: Meter, outcome: str, error: str | None = None, *, operation: str, usage: str | None = None, calls: int = 1
) -> None:
    """Everything that holds of `calls` calls of one kind that ended in the same way."""
    gc.collect()
    assert meter.outcomes() == {outcome: calls}
    assert meter.errors() == ({} if error is None else {error: calls})
    assert meter.total(catalogue.REQUESTS, operation=operation) == calls
    assert meter.total(catalogue.DURATION, "_count", outcome=outcome) == calls
    assert meter.total(catalogue.USAGE_REPORTS) == calls
    if usage is not None:
        assert usage_sources(meter) == {usage: calls}
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert meter.internal_errors() == 0


def usage_sources(meter: Meter) -> dict[str, float]:
    """Calls by where their token counts come from, without the zeros."""
    found = {name: meter.total(catalogue.USAGE_REPORTS, usage_source=name) for name in catalogue.USAGE_SOURCES}
    return {name: value for name, value in found.items() if value}


def tokens(meter: Meter) -> tuple[float, float]:
    """Input and output tokens that the provider reported."""
    return meter.total(catalogue.TOKENS, type="input"), meter.total(catalogue.TOKENS, type="output")


def estimated(meter: Meter) -> tuple[float, float]:
    """Input and output tokens that we estimated."""
    return tuple(meter.total(catalogue.ESTIMATED_TOKENS, type=name) for name in catalogue.TOKEN_TYPES)  # type: ignore[return-value]  # there are two


def list_price(model: str, **usage: int) -> float:
    """What genai-prices itself makes of a call."""
    prices = pytest.importorskip("genai_prices", reason="no prices on this Python")
    return float(prices.calc_price(prices.Usage(**usage), model_ref=model, provider_id="openai").total_price)


def labels_of(meter: Meter, metric: catalogue.Metric, name: str) -> set[str]:
    """Values of one label of a metric."""
    return {dict(labels)[name] for labels in samples(meter.registry, metric.name)}


class Through:
    """Stands for a client in `Call`: its resources give the HTTP response instead of its content."""

    def __init__(self, inner: Any, how: str) -> None:
        self._inner = inner
        self._how = how

    def __getattr__(self, name: str) -> Any:
        if name in {"create", "generate", "edit", "create_variation", "compact"}:
            return getattr(getattr(self._inner, self._how), name)
        return Through(getattr(self._inner, name), self._how)
