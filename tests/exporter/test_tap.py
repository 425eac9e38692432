"""Streams that the caller reads as bytes: their events are seen all the same, and every byte comes as it was sent."""

from __future__ import annotations

import gc
import json
import re
import zlib
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exporter.surfaces.calls import STREAMS, estimated, tokens, usage_sources

import watchspec
from watchspec import catalogue
from watchspec._internal import raw
from watchspec._internal.instrumentation import process_recorder, reinstate
from watchspec._internal.outcomes import error_of_event
from watchspec._internal.reading import tap as taps
from watchspec._internal.reading.chat import ChatReader
from watchspec._internal.reading.tap import Tap
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    import openai
    from tests.exporter.conftest import Driver, Meter

    from watchspec._internal.operation import Operation
    from watchspec._internal.reading.reader import Reader

WISH: dict[str, Any] = {"stream_options": {"include_usage": True}}
WAYS = ("iter_bytes", "iter_lines", "iter_text", "iter_raw")


def _read(driver: Driver, name: str, way: str = "iter_bytes", parts: int | None = None) -> list[Any]:
    """What the caller gets of a stream with `with_streaming_response`, or of its first parts."""
    call, wish = STREAMS[name], WISH if name in {"chat", "completions"} else {}

    def sync(client: openai.OpenAI) -> list[Any]:
        with call.streamed(_Streaming(client), **wish) as response:
            source = response.http_response.iter_raw() if way == "iter_raw" else getattr(response, way)()
            return list(source if parts is None else (next(source) for _ in range(parts)))

    async def later(client: openai.AsyncOpenAI) -> list[Any]:
        async with call.streamed(_Streaming(client), **wish) as response:
            source = response.http_response.aiter_raw() if way == "iter_raw" else getattr(response, way)()
            if parts is None:
                return [part async for part in source]
            return [await source.__anext__() for _ in range(parts)]

    return driver.run(sync, later)


class _Streaming:
    """Stands for a client: its resources answer as `with_streaming_response` has them."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if hasattr(found, "with_streaming_response"):
            return _Streaming(found)
        if name in {"create", "generate", "edit"}:
            return getattr(self._inner.with_streaming_response, name)
        return _Streaming(found)


@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["chat", "responses"])
def test_tokens_however_it_is_read(
    meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, way: str, gzip: bool
) -> None:
    """In bytes, lines, text or as it came, compressed or not: tokens, cost and times are those of a parsed stream."""
    provider.behaviour = Behaviour(gzip=gzip, prompt_tokens=30, tokens=9)
    assert _read(driver, name, way)
    assert meter.outcomes() == {"success": 1}
    assert tokens(meter) == (30, 9)
    assert usage_sources(meter) == {"provider": 1}
    for metric in (catalogue.TIME_TO_FIRST_EVENT, catalogue.TIME_TO_FIRST_TOKEN, catalogue.LONGEST_GAP):
        assert meter.total(metric, "_count") == 1
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert meter.internal_errors() == 0


@pytest.mark.parametrize("name", sorted(set(STREAMS) - {"chat", "responses"}))
def test_tokens_of_every_kind_of_stream(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """Whatever a surface calls its events."""
    provider.behaviour = Behaviour(prompt_tokens=30, tokens=9)
    _read(driver, name)
    assert meter.outcomes() == {"success": 1}
    assert tokens(meter)[0] == 30
    assert meter.internal_errors() == 0


@pytest.mark.usefixtures("meter")
@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("way", WAYS[:3])
def test_the_caller_gets_what_was_sent(driver: Driver, provider: LoopbackProvider, way: str, gzip: bool) -> None:
    """The same as without us, up to what no two answers have in common."""
    provider.behaviour = Behaviour(gzip=gzip)
    watched = _as_text(_read(driver, "chat", way))
    recorder = process_recorder()
    watchspec.uninstrument()
    try:
        assert _as_text(_read(driver, "chat", way)) == watched
    finally:
        reinstate(recorder)


def _as_text(parts: list[Any]) -> str:
    text = "".join(part.decode() if isinstance(part, bytes) else part for part in parts)
    return re.sub(r'[0-9a-f]{32}|"created":\s*\d+', "", text)


@pytest.mark.parametrize(
    ("behaviour", "outcome", "error"),
    [
        (Behaviour(end_after=3), "cut", "cut"),
        (Behaviour(fail_after=3, fail_with="rate_limit"), "error", "rate_limit"),
        (Behaviour(finish_reason="length"), "truncated", None),
        (Behaviour(finish_reason="content_filter"), "content_filter", None),
    ],
    ids=["cut", "error", "truncated", "content_filter"],
)
@pytest.mark.parametrize("name", ["chat", "responses"])
def test_how_it_ends(
    meter: Meter,
    driver: Driver,
    provider: LoopbackProvider,
    name: str,
    behaviour: Behaviour,
    outcome: str,
    error: str | None,
) -> None:
    """As a parsed stream would: its last word, its absence or an error event decide."""
    provider.behaviour = behaviour
    _read(driver, name)
    assert meter.outcomes() == {outcome: 1}
    assert meter.errors() == ({error: 1} if error else {})
    assert meter.total(catalogue.USAGE_REPORTS) == 1


def test_a_connection_that_is_lost(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """What has come until then is estimated."""
    provider.behaviour = Behaviour(cut_after=3)
    with pytest.raises(Exception, match=r"(?i)peer|incomplete|connection"):
        _read(driver, "chat")
    assert meter.outcomes() == {"cut": 1}
    assert usage_sources(meter) == {"estimated": 1}
    assert estimated(meter)[1] == 3


def test_left_early(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Abandoned, with an estimate of what was delivered."""
    provider.behaviour = Behaviour(token_delay=0.01)
    _read(driver, "chat", parts=3)
    assert meter.outcomes() == {"abandoned": 1}
    assert usage_sources(meter) == {"estimated": 1}
    assert estimated(meter)[1] >= 1


def test_dropped_early(meter: Meter, client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """The same where nobody closes it."""
    provider.behaviour = Behaviour(token_delay=0.01)
    response = client.chat.completions.with_raw_response.create(model="gpt-4o", messages=[], stream=True)
    source = response.http_response.iter_bytes()
    next(source)
    next(source)
    del response, source
    gc.collect()
    assert meter.outcomes() == {"abandoned": 1}
    assert usage_sources(meter) == {"estimated": 1}


def test_longer_events_than_are_waited_for(meter: Meter, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more is looked at, and the call is a success without tokens."""
    monkeypatch.setattr(taps, "MAX_EVENT_BYTES", -1)
    assert _read(driver, "chat")
    assert meter.outcomes() == {"success": 1}
    assert tokens(meter) == (0, 0)
    assert meter.internal_errors() == 0


@pytest.mark.parametrize("start", [b"data: ", b"data: x\ndata: "])
def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    """Of an event without end no more is kept than the limit, and nothing beyond it."""
    monkeypatch.setattr(taps, "MAX_EVENT_BYTES", 1_000)
    tap = _tap(_Reader())
    tap.feed(start)
    for _ in range(10):
        tap.feed(b"y" * 90)
    assert tap.is_on
    tap.feed(b"y" * 200)
    assert not tap.is_on
    assert not any(getattr(tap, name) for name in ("_rest", "_lines"))


def test_a_failure_of_ours(meter: Meter, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is counted, and the caller gets every byte."""
    monkeypatch.setattr(raw, "tap_of", lambda *_: 1 / 0)
    assert b"".join(_read(driver, "chat")).endswith(b"data: [DONE]\n\n")
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.INTERNAL_ERRORS, place="raw content") == 1


class _Reader:
    """In place of a reader of streams: keeps what it is shown."""

    def __init__(self, *, fails: bool = False) -> None:
        self.seen: list[Any] = []
        self.failures: list[str] = []
        safety = SimpleNamespace(failed=self.failures.append)
        self.operation = SimpleNamespace(
            first_event=None, series=SimpleNamespace(recorder=SimpleNamespace(safety=safety))
        )
        self._fails = fails

    def see(self, event: Any) -> None:
        if self._fails:
            raise ArithmeticError
        self.seen.append(event)


def _tap(reader: _Reader, encoding: str = "") -> Tap:
    return Tap(cast("Reader", reader), encoding)


events = st.lists(
    st.dictionaries(st.text(max_size=3), st.text(max_size=30) | st.integers() | st.none(), max_size=3), max_size=6
)


@given(
    events=events,
    ending=st.sampled_from([b"\n", b"\r\n", b"\r"]),
    pack=st.sampled_from([None, 15, 31]),
    cuts=st.lists(st.integers(0, 400), max_size=8),
    indent=st.sampled_from([None, 1]),
)
def test_however_the_bytes_are_cut(
    events: list[Any], ending: bytes, pack: int | None, cuts: list[int], indent: int | None
) -> None:
    """Events are found in any pieces, with any ends of lines, of one line or several, plain, zlib or gzip."""
    lines: list[bytes] = []
    for event in events:
        lines += [b": a comment", b"event: any"]
        lines += [b"data: " + line for line in json.dumps(event, indent=indent).encode().splitlines()]
        lines += [b""]
    body = ending.join([*lines, b"data: [DONE]", b"", b""])
    if pack is not None:
        packer = zlib.compressobj(wbits=pack)
        body = packer.compress(body) + packer.flush()
    reader = _Reader()
    tap = _tap(reader, {None: "", 15: "deflate", 31: "gzip"}[pack])
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    for start, end in pairwise(places):
        tap.feed(body[start:end])
    assert reader.seen == events
    assert tap.is_on
    assert reader.failures == []


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, deflate"])
def test_what_cannot_be_unpacked_is_not_looked_at(encoding: str) -> None:
    """Encodings that Python's own library does not know."""
    reader = _Reader()
    _tap(reader, encoding).feed(b'data: {"a": 1}\n\n')
    assert reader.seen == []


def test_broken_packing_ends_the_looking() -> None:
    """That is the server's failure and none of ours; nothing of it is kept."""
    reader = _Reader()
    tap = _tap(reader, "gzip")
    tap.feed(b"this is no gzip")
    tap.feed(b"nor is this")
    assert not tap.is_on
    assert not tap.has_seen
    assert reader.failures == []


def test_a_reader_that_fails_ends_the_looking() -> None:
    """That one is ours."""
    reader = _Reader(fails=True)
    tap = _tap(reader)
    tap.feed(b'data: {"a": 1}\n\n')
    assert not tap.is_on
    assert reader.failures == ["raw content"]


def test_what_is_no_object_is_no_event() -> None:
    """Numbers and broken JSON pass by."""
    reader = _Reader()
    tap = _tap(reader)
    tap.feed(b"data: 5\n\ndata: {\n\ndata: {}\n\n")
    assert reader.seen == [{}]
    assert tap.is_on


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "rate_limit_exceeded"}, "rate_limit"),
        ({"code": None, "type": "server_error"}, "server"),
        ({"code": 502, "message": "upstream"}, "server"),
        ({"message": "maximum context length is 8"}, "context_length"),
        ("broken", "other"),
    ],
)
def test_errors_of_events(error: object, kind: str) -> None:
    """By code, type, message or a number that is a status."""
    assert error_of_event(error) == kind


def test_text_of_events_for_traces() -> None:
    """Where content is captured, the words of unparsed events are kept as those of parsed ones."""
    operation = SimpleNamespace(
        content="", choices=1, first_event=None, first_reasoning=None, answered=None, usage=None, learn_origin=id
    )
    reader = ChatReader(cast("Operation", operation), None)
    reader.see({"choices": [{"index": 0, "delta": {"content": "Hello "}}]})
    reader.see({"choices": [{"index": 0, "delta": {"content": "you"}, "finish_reason": "stop"}]})
    assert reader.texts == ["Hello ", "you"]
