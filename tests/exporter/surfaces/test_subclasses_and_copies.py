"""Whichever client makes the call, and whenever it was made: it is counted once."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.surfaces.calls import CALLS, check, made, tokens

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import CollectorRegistry
    from tests.exporter.conftest import Driver, Meter

CHAT = CALLS["chat"]


class Overriding(openai.OpenAI):
    """Has its own `request`, `post` and `copy`."""

    requests = 0

    def request(self, cast_to: Any, options: Any, **more: Any) -> Any:
        self.requests += 1
        return super().request(cast_to, options, **more)

    def post(self, path: Any, **more: Any) -> Any:
        return super().post(path, **more)


class Copying(openai.OpenAI):
    """Changes what is sent on its way."""

    def request(self, cast_to: Any, options: Any, **more: Any) -> Any:
        changed = options.model_copy(update={"headers": {**(options.headers or {}), "x-mine": "1"}})
        return super().request(cast_to, changed, **more)


class FallingBack(openai.OpenAI):
    """Asks another model if the first one fails."""

    def request(self, cast_to: Any, options: Any, **more: Any) -> Any:
        try:
            return super().request(cast_to, options, **more)
        except openai.InternalServerError:
            changed = options.model_copy(update={"json_data": {**options.json_data, "model": "gpt-4o-mini"}})
            return super().request(cast_to, changed, **more)


class ReadingStream(openai.Stream[Any]):
    """Reads in its own way."""

    def __iter__(self) -> Iterator[Any]:
        for chunk in super().__iter__():
            yield {"mine": chunk}


class PlainStream(openai.Stream[Any]):
    """Takes its chunks from something else than a generator."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._iterator: Any = map(lambda chunk: chunk, self._iterator)  # noqa: C417 - an iterator that is no generator


class AsyncReadingStream(openai.AsyncStream[Any]):
    """Reads in its own way."""

    async def __aiter__(self) -> Any:
        async for chunk in super().__aiter__():
            yield {"mine": chunk}


@pytest.fixture
def settings(provider: LoopbackProvider) -> dict[str, Any]:
    return {"base_url": provider.url, "api_key": "none", "max_retries": 0}


@pytest.mark.parametrize("kind", [Overriding, Copying])
@pytest.mark.parametrize("scope", ["process", "client", "both"])
@pytest.mark.parametrize("stream", [False, True])
def test_subclass_with_its_own_request(
    settings: dict[str, Any], registry: CollectorRegistry, kind: type[openai.OpenAI], scope: str, stream: bool
) -> None:
    """Instrumented by process, by client or both: one call, and the subclass's own method has run."""
    from tests.exporter.conftest import Meter

    meter = Meter(registry)
    with kind(**settings) as client:
        try:
            if scope != "client":
                watchspec.instrument(registry=registry)
            if scope != "process":
                watchspec.instrument(client, registry=registry)
            result = CHAT.streamed(client) if stream else CHAT(client)
            if stream:
                assert len(list(result)) == 10
            check(meter, "success", operation="chat", usage="provider")
            assert tokens(meter) == (12, 8)
            assert meter.attempts() == {"200": 1}
            assert not isinstance(client, Overriding) or client.requests == 1
        finally:
            watchspec.uninstrument()


def test_fallback_inside_a_subclass(meter: Meter, settings: dict[str, Any], provider: LoopbackProvider) -> None:
    """Two requests to two models are two calls."""
    provider.script([Behaviour(error="server")])
    with FallingBack(**settings) as client:
        CHAT(client)
    assert meter.outcomes() == {"error": 1, "success": 1}
    assert meter.total(catalogue.TOKENS, model="gpt-4o-mini") == 20


@pytest.mark.parametrize("name", ["copy", "with_options"])
@pytest.mark.parametrize("scope", ["process", "client"])
def test_copies(settings: dict[str, Any], registry: CollectorRegistry, name: str, scope: str) -> None:
    """Copies, and copies of copies, count once each; a copy made before does not if only the client is measured."""
    from tests.exporter.conftest import Meter

    with openai.OpenAI(**settings) as client:
        before = getattr(client, name)(timeout=9)
        watchspec.instrument(None if scope == "process" else client, registry=registry)
        try:
            copy = getattr(client, name)(timeout=8)
            for made_by in (client, before, copy, getattr(copy, name)(timeout=7)):
                CHAT(made_by)
        finally:
            watchspec.uninstrument()
    assert Meter(registry).outcomes() == {"success": 4 if scope == "process" else 3}


def test_made_before_and_after(settings: dict[str, Any], registry: CollectorRegistry) -> None:
    """The time of its making does not matter, nor that resources were looked up before."""
    from tests.exporter.conftest import Meter

    with openai.OpenAI(**settings) as before:
        create = before.chat.completions.create
        watchspec.instrument(registry=registry)
        try:
            create(model="gpt-4o", messages=[])
            with openai.OpenAI(**settings) as after:
                CHAT(after)
        finally:
            watchspec.uninstrument()
        create(model="gpt-4o", messages=[])
    assert Meter(registry).outcomes() == {"success": 2}


def _stream(client: openai.OpenAI, kind: Any) -> Any:
    body = {"model": "gpt-4o", "messages": [], "stream": True}
    cast_to = openai.types.chat.ChatCompletionChunk
    return client.post("/chat/completions", body=body, cast_to=cast_to, stream=True, stream_cls=kind)


@pytest.mark.parametrize("kind", [ReadingStream, PlainStream])
def test_stream_class_of_ones_own(meter: Meter, settings: dict[str, Any], kind: Any) -> None:
    """It gives what it gives without us, and its end is seen."""
    with openai.OpenAI(**settings) as client:
        watched = list(_stream(client, kind))
        assert ("mine" in watched[0]) is (kind is ReadingStream)
        watchspec.uninstrument()
        assert repr(watched) == repr(list(_stream(client, kind)))
    # What such a class makes of the chunks may be unreadable to us; that it ended is not.
    assert sum(meter.outcomes().values()) == 1
    assert meter.outcomes() == {"success" if kind is PlainStream else "cut": 1}
    assert meter.internal_errors() == 0


@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [(Behaviour(end_after=2), "cut"), (Behaviour(cut_after=2), "cut"), (Behaviour(), "success")],
)
def test_stream_that_is_no_generator(
    meter: Meter, settings: dict[str, Any], provider: LoopbackProvider, behaviour: Behaviour, outcome: str
) -> None:
    """Its own end is not taken for the caller's."""
    provider.behaviour = behaviour
    with openai.OpenAI(**settings) as client:
        stream = _stream(client, PlainStream)
        try:
            while True:
                next(stream)
        except Exception:  # noqa: BLE001 - a lost connection
            gc.collect()
        except StopIteration:
            gc.collect()
        del stream
    check(meter, outcome, "cut" if outcome == "cut" else None, operation="chat")


def test_async_stream_class_of_ones_own(meter: Meter, driver: Driver) -> None:
    """As synchronous ones."""
    kind: Any = ReadingStream if driver.kind == "sync" else AsyncReadingStream
    watched = made(driver, lambda client: _stream(client, kind))
    assert [set(item) for item in watched] == [{"mine"}] * 10
    assert sum(meter.outcomes().values()) == 1
    assert meter.internal_errors() == 0
