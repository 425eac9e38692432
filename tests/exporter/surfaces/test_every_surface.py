"""What holds of every surface alike: it is counted as what it is, and the caller notices nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.surfaces.calls import (
    CALLS,
    STREAMS,
    Through,
    as_text,
    check,
    made,
    tokens,
    unwatched,
    usage_sources,
)

import watchspec
from watchspec import catalogue
from watchspec.testing import ERRORS, Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

WITHOUT_USAGE = ("moderations", "speech", "translations")


@pytest.mark.parametrize("name", CALLS)
def test_success(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """One call, its tokens if the provider tells them, one attempt, and the client's own answer."""
    call = CALLS[name]
    plain = unwatched(driver, call)
    provider.forget()
    assert as_text(made(driver, call)) == as_text(plain)
    has_usage = name not in WITHOUT_USAGE
    check(meter, "success", operation=call.operation, usage="provider" if has_usage else "none")
    output = 0 if name == "embeddings" else 8
    assert tokens(meter) == ((12, output) if has_usage else (0, 0))
    assert meter.attempts() == {"200": len(provider.served)}
    assert meter.total(catalogue.REQUESTS, model=catalogue.UNLISTED) in {0, 1}


@pytest.mark.parametrize("name", STREAMS)
def test_stream(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """As `test_success`, and the usage chunk that we asked for does not reach the caller."""
    call = STREAMS[name]
    plain = unwatched(driver, call.streamed)
    assert as_text(made(driver, call.streamed)) == as_text(plain)
    check(meter, "success", operation=call.operation, usage="provider")
    assert tokens(meter) == (12, 8)
    assert meter.total(catalogue.TIME_TO_FIRST_EVENT, "_count") == 1
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 1


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", ["quota", "server"])
def test_error(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, error: str) -> None:
    """Each kind of error is found on each surface, and nothing is made up about tokens."""
    provider.behaviour = Behaviour(error=error)
    call = CALLS[name]
    with pytest.raises(openai.APIStatusError):
        made(driver, call)
    check(meter, "error", error, operation=call.operation, usage="none")
    assert meter.attempts() == {str(ERRORS[error].status): 1}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("behaviour", "error"), [(Behaviour(drop=True), "connection"), (Behaviour(latency=5), "timeout")]
)
def test_no_answer(
    meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, behaviour: Behaviour, error: str
) -> None:
    """A connection that is lost, and one that stays silent."""
    provider.behaviour = behaviour
    driver.options["timeout"] = 0.3
    with pytest.raises(openai.APIConnectionError):
        made(driver, CALLS[name])
    check(meter, "error", error, operation=CALLS[name].operation, usage="none")
    assert meter.attempts() == {error: 1}


@pytest.mark.parametrize("name", CALLS)
def test_retry(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """A retry inside the client is one more attempt and no second call."""
    driver.options["max_retries"] = 1
    provider.script([Behaviour(error="server", retry_after="0.01")])
    made(driver, CALLS[name])
    check(meter, "success", operation=CALLS[name].operation)
    assert meter.attempts() == {"500": 1, "200": 1}
    assert len(provider.served) == 2


@pytest.mark.parametrize("name", CALLS)
def test_gzip(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """Packed answers count the same, streamed or not."""
    provider.behaviour = Behaviour(gzip=True)
    call = CALLS[name]
    made(driver, call)
    if call.stream:
        made(driver, call.streamed)
    assert meter.outcomes() == {"success": 2 if call.stream else 1}
    assert usage_sources(meter) == {"none" if name in WITHOUT_USAGE else "provider": 2 if call.stream else 1}


@pytest.mark.parametrize("name", CALLS)
def test_raw(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """`with_raw_response` counts the same tokens, before and without parsing."""
    call = CALLS[name]
    made(driver, lambda client: call(Through(client, "with_raw_response")))
    check(meter, "success", operation=call.operation, usage="none" if name in WITHOUT_USAGE else "provider")


@pytest.mark.parametrize("name", CALLS)
def test_streaming_response(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """`with_streaming_response`, read in parts and then left."""
    call = CALLS[name]

    def sync(client: Any) -> bytes:
        with call(Through(client, "with_streaming_response")) as response:
            return b"".join(response.iter_bytes())

    async def later(client: Any) -> bytes:
        async with call(Through(client, "with_streaming_response")) as response:
            return b"".join([part async for part in response.iter_bytes()])

    assert driver.run(sync, later)
    check(meter, "success", operation=call.operation)


@pytest.mark.parametrize("name", CALLS)
def test_streaming_response_left_unread(meter: Meter, driver: Driver, name: str) -> None:
    """Left at once, as after a look at the headers."""
    call = CALLS[name]

    def sync(client: Any) -> int:
        with call(Through(client, "with_streaming_response")) as response:
            return int(response.status_code)

    async def later(client: Any) -> int:
        async with call(Through(client, "with_streaming_response")) as response:
            return int(response.status_code)

    assert driver.run(sync, later) == 200
    check(meter, "abandoned", operation=call.operation, usage="none")


@pytest.mark.parametrize("name", CALLS)
def test_azure(meter: Meter, provider: LoopbackProvider, name: str) -> None:
    """Azure's client, with the deployment in the path."""
    root = provider.url.removesuffix("/v1")
    with openai.AzureOpenAI(azure_endpoint=root, api_version="2025-04-01-preview", api_key="none") as client:
        CALLS[name](client)
    check(meter, "success", operation=CALLS[name].operation)


def test_feature_of_every_surface(meter: Meter, driver: Driver) -> None:
    """The context applies whatever is called."""
    for call in CALLS.values():
        with watchspec.context(feature="search"):
            made(driver, call)
    assert meter.total(catalogue.REQUESTS, feature="search") == len(CALLS)
    assert {
        name: meter.total(catalogue.REQUESTS, operation=name) > 0 for name in catalogue.OPERATIONS
    } == dict.fromkeys(catalogue.OPERATIONS, True)
