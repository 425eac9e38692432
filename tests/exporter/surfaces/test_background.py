"""Responses in the background: one call each, however often and wherever they are looked at."""

from __future__ import annotations

import gc
from time import sleep
from typing import TYPE_CHECKING, Any

import openai
import pytest
from prometheus_client import CollectorRegistry
from tests.exporter.conftest import Meter
from tests.exporter.surfaces.calls import QUESTION, as_text, check, made, tokens, unwatched

import watchspec
from watchspec import catalogue
from watchspec._internal import parking
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver

BODY: dict[str, Any] = {"model": "gpt-5", "input": QUESTION}
DONE = ("completed", "failed", "incomplete", "cancelled")


def begin(driver: Driver, **body: Any) -> Any:
    """A response in the background."""
    return made(driver, lambda client: client.responses.create(**{**BODY, "background": True, **body}))


def retrieve(driver: Driver, identity: str, **query: Any) -> Any:
    """The response as it is now."""
    return made(driver, lambda client: client.responses.retrieve(identity, **query))


def poll(driver: Driver, identity: str) -> Any:
    """Looks until it has ended."""
    while True:
        response = retrieve(driver, identity)
        if response.status in DONE:
            return response


def is_open(meter: Meter) -> bool:
    """Whether one call is in flight and none has ended."""
    return meter.outcomes() == {} and meter.total(catalogue.IN_FLIGHT) == 1


@pytest.mark.parametrize(
    ("behaviour", "outcome", "error"),
    [
        (Behaviour(), "success", None),
        (Behaviour(finish_reason="length"), "truncated", None),
        (Behaviour(finish_reason="content_filter"), "content_filter", None),
        (Behaviour(status="failed"), "error", "server"),
        (Behaviour(status="failed", failed_code="rate_limit_exceeded"), "error", "rate_limit"),
    ],
)
def test_polled_to_its_end(
    meter: Meter, driver: Driver, provider: LoopbackProvider, behaviour: Behaviour, outcome: str, error: str | None
) -> None:
    """Open until its end is seen, and counted then: once, with its tokens, and also if it failed with HTTP 200."""
    provider.behaviour = behaviour
    response = begin(driver)
    assert response.status == "queued"
    assert is_open(meter)
    assert retrieve(driver, response.id).status == "in_progress" or is_open(meter)
    sleep(0.2)
    poll(driver, response.id)
    check(meter, outcome, error, operation="responses", usage="none" if error else "provider")
    assert tokens(meter) == ((0, 0) if error else (12, 8))
    assert meter.attempts() == {"200": 1}, "looking is no attempt of the call"
    assert meter.total(catalogue.DURATION, "_sum") >= 0.2, "to the end that was seen"
    assert meter.total(catalogue.ATTEMPT_SECONDS) < meter.total(catalogue.DURATION, "_sum") - 0.1
    for _ in range(3):
        retrieve(driver, response.id)
    assert sum(meter.outcomes().values()) == 1


def test_cancelled(meter: Meter, driver: Driver) -> None:
    """`cancel` ends it; cancelling or retrieving it again changes nothing."""
    identity = begin(driver).id
    for _ in range(2):
        assert made(driver, lambda client: client.responses.cancel(identity)).status == "cancelled"
    retrieve(driver, identity)
    check(meter, "cancelled", operation="responses", usage="none")


def test_retrieved_by_another_process(driver: Driver, provider: LoopbackProvider) -> None:
    """Whoever sees the end first counts it, in the feature of the one who asks; nobody counts it twice."""
    registries = [CollectorRegistry(), CollectorRegistry()]
    watchspec.instrument(registry=registries[0])
    identity = begin(driver).id
    watchspec.uninstrument()
    parking.forget()
    watchspec.instrument(registry=registries[1])
    try:
        with watchspec.context(feature="reports"):
            poll(driver, identity)
        retrieve(driver, identity)
    finally:
        watchspec.uninstrument()
    meter = Meter(registries[1])
    check(meter, "success", operation="responses", usage="provider")
    assert meter.total(catalogue.REQUESTS, feature="reports", model="gpt-5", provider="openai") == 1
    assert meter.attempts() == {}, "the attempts were made elsewhere"
    # The loopback provider's responses are years old and do not say when they were completed.
    assert meter.total(catalogue.DURATION, "_sum") == pytest.approx(parking.MAX_AGE_SECONDS, abs=1)
    assert Meter(registries[0]).outcomes() == {}


@pytest.mark.parametrize("body", [{"background": False}, {"background": True}])
def test_old_response_is_not_counted_again(meter: Meter, driver: Driver, body: dict[str, Any]) -> None:
    """One whose end is known, in the background or not, is not counted again when it is read."""
    response = begin(driver, **body)
    poll(driver, response.id)
    poll(driver, response.id)
    list(retrieve(driver, response.id, stream=True))
    check(meter, "success", operation="responses", usage="provider")


def test_streamed_in_the_background(meter: Meter, driver: Driver) -> None:
    """A stream that is read to its end needs no retrieving, and retrieving it counts nothing."""
    events = begin(driver, stream=True)
    check(meter, "success", operation="responses", usage="provider")
    retrieve(driver, events[-1].response.id)
    assert meter.outcomes() == {"success": 1}


def _leave(driver: Driver, how: str) -> str:
    """Begins a stream in the background and loses it; gives the response's id."""
    body: dict[str, Any] = {**BODY, "background": True, "stream": True}

    def sync(client: Any) -> str:
        stream = client.responses.create(**body)
        identity = next(stream).response.id
        if how == "read":
            try:
                list(stream)
            except Exception:  # noqa: BLE001 - a lost connection, as the client tells it
                gc.collect()
        elif how == "close":
            stream.close()
        del stream
        gc.collect()
        return str(identity)

    async def later(client: Any) -> str:
        stream = await client.responses.create(**body)
        identity = (await stream.__anext__()).response.id
        if how == "read":
            try:
                _ = [event async for event in stream]
            except Exception:  # noqa: BLE001 - as above
                gc.collect()
        elif how == "close":
            await stream.close()
        del stream
        gc.collect()
        return str(identity)

    return driver.run(sync, later)


@pytest.mark.parametrize(
    ("behaviour", "how"),
    [
        (Behaviour(cut_after=3), "read"),
        (Behaviour(end_after=3), "read"),
        (Behaviour(stall_after=3, stall=2), "read"),
        (Behaviour(), "close"),
        (Behaviour(), "drop"),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_lost_stream_that_is_retrieved(
    meter: Meter, driver: Driver, provider: LoopbackProvider, behaviour: Behaviour, how: str, streamed: bool
) -> None:
    """The response goes on without its stream: the call ends when somebody sees that, with all of its tokens."""
    driver.options["timeout"] = 0.5
    provider.script([behaviour])
    identity = _leave(driver, how)
    assert is_open(meter)
    provider.responses._records[identity].ask.__dict__["behaviour"] = Behaviour()
    if streamed:
        retrieve(driver, identity, stream=True, starting_after=4)
    else:
        poll(driver, identity)
    check(meter, "success", operation="responses", usage="provider")
    assert tokens(meter) == (12, 8)
    assert meter.total(catalogue.OUTPUT_TOKENS_PER_SECOND, "_count") == 0, "the span of all tokens was not seen"


def test_stream_of_a_retrieval_is_the_clients_own(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Following a response by its events gives them all, and leaving them early ends nothing."""
    identity = begin(driver).id

    def follow(client: Any) -> Any:
        return client.responses.retrieve(identity, stream=True)

    def leave(client: Any) -> Any:
        next(client.responses.retrieve(identity, stream=True))

    async def leave_later(client: Any) -> Any:
        await (await client.responses.retrieve(identity, stream=True)).__anext__()

    driver.run(leave, leave_later)
    gc.collect()
    assert is_open(meter)
    plain = unwatched(driver, follow)
    assert as_text(made(driver, follow)) == as_text(plain)
    check(meter, "success", operation="responses", usage="provider")


@pytest.mark.parametrize("how", ["with_raw_response", "with_streaming_response"])
def test_raw(meter: Meter, driver: Driver, how: str) -> None:
    """Begun and retrieved as raw responses: the end is seen in a body that has been read."""

    def sync(client: Any) -> str:
        responses = getattr(client.responses, how)
        if how == "with_raw_response":
            return str(responses.create(**BODY, background=True).parse().id)
        with responses.create(**BODY, background=True) as response:
            return str(response.parse().id)

    async def later(client: Any) -> str:
        responses = getattr(client.responses, how)
        if how == "with_raw_response":
            return str((await responses.create(**BODY, background=True)).parse().id)
        async with responses.create(**BODY, background=True) as response:
            return str((await response.parse()).id)

    identity = driver.run(sync, later)
    gc.collect()
    assert is_open(meter)
    for _ in range(5):
        made(driver, lambda client: client.responses.with_raw_response.retrieve(identity))
    check(meter, "success", operation="responses", usage="provider")


@pytest.mark.parametrize("way", ["parse", "json", "read", "text", "stream", "unread"])
def test_retrieved_as_a_streaming_response(meter: Meter, driver: Driver, way: str) -> None:
    """`with_streaming_response.retrieve` ends the call once its body has been read; leaving it unread ends nothing."""
    identity = begin(driver).id
    query: dict[str, Any] = {"stream": True} if way == "stream" else {}

    def sync(client: Any) -> None:
        with client.responses.with_streaming_response.retrieve(identity, **query) as response:
            if way == "stream":
                list(response.parse())
            elif way != "unread":
                getattr(response, way)()

    async def later(client: Any) -> None:
        async with client.responses.with_streaming_response.retrieve(identity, **query) as response:
            if way == "stream":
                _ = [event async for event in await response.parse()]
            elif way != "unread":
                await getattr(response, way)()

    for _ in range(5):
        driver.run(sync, later)
    gc.collect()
    assert meter.internal_errors() == 0
    if way == "unread":
        assert is_open(meter)
    else:
        check(meter, "success", operation="responses", usage="provider")


def test_never_retrieved(meter: Meter, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the oldest are given up, and a later look at one of them counts nothing more."""
    monkeypatch.setattr(parking, "MAX_PARKED", 2)
    first, *_ = [begin(driver).id for _ in range(5)]
    assert meter.outcomes() == {"abandoned": 3}
    assert meter.total(catalogue.IN_FLIGHT) == 2
    assert meter.internal_errors() == 0
    assert first not in parking._parked


def test_given_up_after_a_day(meter: Meter, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scrape is enough for that; no other call needs to be made."""
    begin(driver)
    assert is_open(meter)
    monkeypatch.setattr(parking, "MAX_AGE_SECONDS", 0.0)
    meter.outcomes()
    check(meter, "abandoned", operation="responses", usage="none")


def test_nothing_of_the_prompt_is_kept(meter: Meter, driver: Driver) -> None:
    """A call may wait for a day; its request does not."""
    identity = begin(driver).id
    parked = parking._parked[identity]
    assert (parked.options, parked.response) == (None, None)


def test_unknown_response(meter: Meter, driver: Driver) -> None:
    """The client's own error, and no call."""
    with pytest.raises(openai.NotFoundError):
        retrieve(driver, "resp_unknown")
    assert meter.outcomes() == {}
    assert meter.internal_errors() == 0
