"""Each end of a stream on each surface that has streams: named right, and counted once."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.surfaces.calls import STREAMS, Call, Through, as_text, check, estimated, made, tokens, unwatched
from tests.exporter.surfaces.ways import LEFT, UNREAD, WHOLE, read

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter


def _usage_of_part(call: Call, way: str = "") -> str:
    """Only what generates text is estimated, and only where something was delivered."""
    return "estimated" if call.is_generating and way not in UNREAD else "none"


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("way", WHOLE)
def test_read_to_the_end(meter: Meter, driver: Driver, name: str, way: str) -> None:
    """However it is read: a success with the provider's tokens, and the client's own events."""
    call = STREAMS[name]
    plain = unwatched(driver, call.streamed)
    assert as_text(read(driver, call, WHOLE[way])) == as_text(plain)
    check(meter, "success", operation=call.operation, usage="provider")
    assert tokens(meter) == (12, 8)
    assert meter.attempts() == {"200": 1}


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("way", LEFT)
def test_left_before_the_end(meter: Meter, driver: Driver, name: str, way: str) -> None:
    """The caller's choice is no failure; nothing that was not reported is counted as if it were."""
    call = STREAMS[name]
    read(driver, call, LEFT[way])
    check(meter, "abandoned", operation=call.operation, usage=_usage_of_part(call, way))
    assert tokens(meter) == (0, 0)
    assert meter.attempts() == {"200": 1}


TROUBLES: dict[str, tuple[Behaviour, str, str]] = {
    "lost connection": (Behaviour(cut_after=2), "cut", "cut"),
    "lost before the first token": (Behaviour(cut_after=0), "cut", "cut"),
    "quiet end": (Behaviour(end_after=2), "cut", "cut"),
    "quiet end before the first token": (Behaviour(end_after=0), "cut", "cut"),
    "stall": (Behaviour(stall_after=2, stall=5), "stalled", "stalled"),
    "error event": (Behaviour(fail_after=2, fail_with="rate_limit"), "error", "rate_limit"),
    "error event at once": (Behaviour(fail_after=0, fail_with="overloaded"), "error", "server"),
}


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize(
    ("trouble", "way"),
    [*((trouble, "loop") for trouble in TROUBLES), ("lost connection", "next"), ("quiet end", "next")],
)
def test_trouble(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, trouble: str, way: str) -> None:
    """What breaks after HTTP 200 is a failure with its own name; what was delivered until then is estimated."""
    call = STREAMS[name]
    provider.behaviour, outcome, error = TROUBLES[trouble]
    driver.options["timeout"] = 0.4
    try:
        read(driver, call, WHOLE[way])
    except openai.APIError:
        assert "quiet" not in trouble
    except Exception:  # noqa: BLE001 - older clients raise what their transport raises
        assert outcome != "error"
    else:
        assert "quiet" in trouble or name == "responses", "the client itself raises nothing for these"
    check(meter, outcome, error, operation=call.operation)
    assert tokens(meter) == (0, 0)
    assert meter.attempts() == {"200": 1}
    delivered = estimated(meter)[1]
    if call.is_generating and (provider.behaviour.cut_after or provider.behaviour.end_after):
        assert delivered == 2


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("chained", [False, True])
def test_raw_and_parsed(meter: Meter, driver: Driver, name: str, chained: bool) -> None:
    """The parsed stream tells its end, whether the raw response is kept or not; parsing again gives the same one."""
    call = STREAMS[name]

    def parsed(raw: Any) -> Any:
        stream = raw.parse()
        if chained:
            del raw
            gc.collect()
        else:
            assert raw.parse() is stream
        return stream

    def sync(client: Any) -> int:
        stream = parsed(call.streamed(Through(client, "with_raw_response")))
        gc.collect()
        return len(list(stream))

    async def later(client: Any) -> int:
        stream = parsed(await call.streamed(Through(client, "with_raw_response")))
        gc.collect()
        return len([event async for event in stream])

    assert driver.run(sync, later) > 3
    # Usage of chat and text completions is not asked for where the caller gets raw bytes.
    check(meter, "success", operation=call.operation)
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 1


@pytest.mark.parametrize("name", STREAMS)
def test_raw_kept_by_its_http_response(meter: Meter, driver: Driver, name: str) -> None:
    """Somebody who only wants the HTTP response keeps only that."""
    call = STREAMS[name]

    def sync(client: Any) -> bytes:
        response = call.streamed(Through(client, "with_raw_response")).http_response
        gc.collect()
        return b"".join(response.iter_bytes())

    async def later(client: Any) -> bytes:
        response = (await call.streamed(Through(client, "with_raw_response"))).http_response
        gc.collect()
        return b"".join([part async for part in response.aiter_bytes()])

    assert b"data: " in driver.run(sync, later)
    # As above; the others tell their usage unasked.
    usage = "estimated" if name in {"chat", "completions"} else "provider"
    check(meter, "success", operation=call.operation, usage=usage)


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("trouble", ["lost connection", "quiet end", "stall"])
def test_streaming_response_parsed(
    meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, trouble: str
) -> None:
    """`with_streaming_response` and `parse()`: the ends are those of any stream."""
    call = STREAMS[name]
    provider.behaviour, outcome, error = TROUBLES[trouble]
    driver.options["timeout"] = 0.4

    def sync(client: Any) -> None:
        with call.streamed(Through(client, "with_streaming_response")) as response:
            list(response.parse())

    async def later(client: Any) -> None:
        async with call.streamed(Through(client, "with_streaming_response")) as response:
            _ = [event async for event in await response.parse()]

    try:
        driver.run(sync, later)
    except Exception:  # noqa: BLE001 - as in test_trouble
        assert trouble != "quiet end"
    check(meter, outcome, error, operation=call.operation)


@pytest.mark.parametrize("name", STREAMS)
def test_cancelled(meter: Meter, provider: LoopbackProvider, name: str) -> None:
    """A task cancelled while it waits for the next token."""
    provider.behaviour = Behaviour(stall_after=2, stall=5)
    call = STREAMS[name]

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none", max_retries=0) as client:
            stream = await call.streamed(client)

            async def consume() -> None:
                async for _ in stream:
                    pass

            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(consume(), 0.3)

    asyncio.run(main())
    check(meter, "cancelled", operation=call.operation, usage=_usage_of_part(call))


@pytest.mark.parametrize("name", STREAMS)
def test_closed_by_another_task(meter: Meter, provider: LoopbackProvider, name: str) -> None:
    """Closed by the service while another of its tasks waits for the next token: nobody's failure."""
    provider.behaviour = Behaviour(stall_after=2, stall=1)
    call = STREAMS[name]

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none", max_retries=0) as client:
            stream = await call.streamed(client)

            async def consume() -> None:
                async for _ in stream:
                    pass

            reading = asyncio.ensure_future(consume())
            await asyncio.sleep(0.3)
            await stream.close()
            await asyncio.wait([reading], timeout=3)
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    asyncio.run(main())
    check(meter, "abandoned", operation=call.operation, usage=_usage_of_part(call))


def _consume(stream: Any) -> None:
    with suppress(Exception):  # what a transport raises that is closed under its reader
        list(stream)


@pytest.mark.parametrize("name", STREAMS)
def test_closed_by_another_thread(meter: Meter, provider: LoopbackProvider, name: str) -> None:
    """As by another task."""
    provider.behaviour = Behaviour(stall_after=2, stall=0.8)
    call = STREAMS[name]
    with openai.OpenAI(base_url=provider.url, api_key="none", max_retries=0) as client:
        stream = call.streamed(client)
        thread = Thread(target=_consume, args=(stream,))
        thread.start()
        thread.join(0.3)
        stream.close()
        thread.join()
        del stream
    check(meter, "abandoned", operation=call.operation, usage=_usage_of_part(call))


@pytest.mark.parametrize("name", ["chat", "responses", "completions"])
@pytest.mark.parametrize(
    ("reason", "outcome"), [("length", "truncated"), ("content_filter", "content_filter"), ("stop", "success")]
)
def test_whole_but_not_good(
    meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, reason: str, outcome: str
) -> None:
    """A complete answer that was truncated or filtered is billed, and is neither a success nor an error."""
    call = STREAMS[name]
    provider.behaviour = Behaviour(finish_reason=reason)
    made(driver, call.streamed)
    check(meter, outcome, operation=call.operation, usage="provider")
    assert tokens(meter) == (12, 8)
