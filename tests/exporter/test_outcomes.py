"""Each outcome of the catalogue, reached by a real client through a real failure."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import openai
import pytest
from pydantic import BaseModel

from watchspec import catalogue
from watchspec._internal.outcomes import error_type, outcome_mid_stream, outcome_of_exception, outcome_of_reasons
from watchspec.testing import ERRORS, Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exporter.conftest import Driver, Meter

REASONS = [
    ("stop", "success"),
    ("tool_calls", "success"),
    ("length", "truncated"),
    ("content_filter", "content_filter"),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("reason", "outcome"), REASONS)
def test_finish_reason_decides_the_outcome(
    meter: Meter, driver: Driver, provider: LoopbackProvider, reason: str, outcome: str, stream: bool
) -> None:
    """A whole answer is judged by its finish reason."""
    provider.behaviour = Behaviour(finish_reason=reason)
    driver.create(stream=stream)
    assert meter.outcomes() == {outcome: 1}
    assert meter.errors() == {}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", sorted(ERRORS))
def test_provider_error_is_classified(
    meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, stream: bool
) -> None:
    """Each error body of OpenAI gives its kind of error, and the host sees the client's own exception."""
    provider.behaviour = Behaviour(error=name)
    with pytest.raises(openai.APIStatusError) as raised:
        driver.create(stream=stream)
    assert raised.value.status_code == ERRORS[name].status
    assert meter.outcomes() == {"error": 1}
    assert meter.errors() == {"server" if name == "overloaded" else name: 1}
    assert meter.attempts() == {str(ERRORS[name].status): 1}


def test_timeout_before_the_answer_is_an_error(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """No headers in time: the call has failed, nothing has stalled."""
    provider.behaviour = Behaviour(latency=5)
    driver.options = {"timeout": 0.1}
    with pytest.raises(openai.APITimeoutError):
        driver.create()
    assert meter.errors() == {"timeout": 1}
    assert meter.attempts() == {"timeout": 1}


def test_dropped_connection_is_an_error(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A connection closed before the answer."""
    provider.behaviour = Behaviour(drop=True)
    with pytest.raises(openai.APIConnectionError):
        driver.create()
    assert meter.errors() == {"connection": 1}
    assert meter.attempts() == {"connection": 1}


def test_lost_connection_cuts_a_stream(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A connection lost between tokens is no success, whatever the client raises for it."""
    provider.behaviour = Behaviour(cut_after=3)
    with pytest.raises(Exception, match=r"(?i)connection|incomplete|peer"):
        driver.create(stream=True)
    assert meter.outcomes() == {"cut": 1}
    assert meter.errors() == {"cut": 1}


def test_quiet_end_without_finish_reason_cuts_a_stream(
    meter: Meter, driver: Driver, provider: LoopbackProvider
) -> None:
    """The client ends such a stream as if all were well."""
    provider.behaviour = Behaviour(end_after=3)
    assert len(driver.create(stream=True)) == 4
    assert meter.outcomes() == {"cut": 1}


def test_silence_between_tokens_stalls_a_stream(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A read timeout after the headers."""
    provider.behaviour = Behaviour(stall_after=2, stall=5)
    driver.options = {"timeout": 0.2}
    with pytest.raises(Exception, match=r"(?i)timed out|^$"):
        driver.create(stream=True)
    assert meter.outcomes() == {"stalled": 1}
    assert meter.errors() == {"stalled": 1}


def test_error_event_in_a_stream_is_an_error(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A provider that reports its failure in the stream is classified as if by status."""
    provider.behaviour = Behaviour(fail_after=2)
    with pytest.raises(openai.APIError):
        driver.create(stream=True)
    assert meter.outcomes() == {"error": 1}
    assert meter.errors() == {"server": 1}


@pytest.mark.parametrize("how", ["close", "drop", "unread"])
def test_stream_left_early_is_abandoned(meter: Meter, driver: Driver, how: Any) -> None:
    """Closed early, dropped half read, or never read; in-flight returns to 0 each time."""
    driver.leave(how)
    assert meter.outcomes() == {"abandoned": 1}
    assert meter.errors() == {}
    assert meter.total(catalogue.IN_FLIGHT) == 0


def test_stream_left_after_its_finish_reason_is_complete(
    meter: Meter, driver: Driver, provider: LoopbackProvider
) -> None:
    """Many services stop reading at the finish reason, ahead of the usage chunk."""
    provider.behaviour = Behaviour(tokens=2)
    driver.leave("close", after=4)
    assert meter.outcomes() == {"success": 1}


def test_cancelled_task(meter: Meter, provider: LoopbackProvider) -> None:
    """A task cancelled while it waits for the answer."""
    provider.behaviour = Behaviour(latency=5)

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none") as client:
            call = client.chat.completions.create(model="gpt-4o", messages=[])
            await asyncio.wait_for(call, 0.2)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(main())
    assert meter.outcomes() == {"cancelled": 1}
    assert meter.attempts() == {"cancelled": 1}
    assert meter.total(catalogue.IN_FLIGHT) == 0


def test_cancelled_in_the_middle_of_a_stream(meter: Meter, provider: LoopbackProvider) -> None:
    """A task cancelled between two tokens."""
    provider.behaviour = Behaviour(stall_after=2, stall=5)

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none") as client:
            stream = await client.chat.completions.create(model="gpt-4o", messages=[], stream=True)

            async def read() -> None:
                async for _ in stream:
                    pass

            await asyncio.wait_for(read(), 0.2)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(main())
    assert meter.outcomes() == {"cancelled": 1}


def test_keyboard_interrupt(meter: Meter, provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C during a synchronous call, here raised by the client's own transport."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        monkeypatch.setattr(client._client, "send", interrupt)
        with pytest.raises(KeyboardInterrupt):
            client.chat.completions.create(model="gpt-4o", messages=[])
    assert meter.outcomes() == {"cancelled": 1}


class Answer(BaseModel):
    """What `parse()` is asked for."""

    name: str


def _parse(driver: Driver) -> Any:
    body: dict[str, Any] = {"model": "gpt-4o", "messages": [], "response_format": Answer}
    return driver.run(
        lambda client: client.chat.completions.parse(**body),
        lambda client: client.chat.completions.parse(**body),
    )


def test_parse(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """`parse()` is one call like any other."""
    provider.behaviour = Behaviour(content='{"name": "x"}')
    assert _parse(driver).choices[0].message.parsed == Answer(name="x")
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.TOKENS) == 20


@pytest.mark.parametrize(
    ("behaviour", "outcome", "errors"),
    [
        (Behaviour(content='{"name"', finish_reason="length"), "truncated", {}),
        (Behaviour(content="", finish_reason="content_filter"), "content_filter", {}),
        (Behaviour(content='{"wrong": 1}'), "error", {"validation": 1}),
    ],
)
def test_parse_that_raises_still_counts_its_tokens(
    meter: Meter,
    driver: Driver,
    provider: LoopbackProvider,
    behaviour: Behaviour,
    outcome: str,
    errors: dict[str, float],
) -> None:
    """The answer has arrived and is billed, although the client raises."""
    provider.behaviour = behaviour
    with pytest.raises(Exception, match=r"(?i)length limit|content filter|validation error"):
        _parse(driver)
    assert meter.outcomes() == {outcome: 1}
    assert meter.errors() == errors
    assert meter.attempts() == {"200": 1}
    assert meter.total(catalogue.TOKENS) == 20


def _fake(name: str, **attributes: object) -> Exception:
    made: Exception = type(name, (Exception,), {})()
    for key, value in attributes.items():
        setattr(made, key, value)
    return made


@pytest.mark.parametrize(
    ("exc", "kind"),
    [
        (_fake("APIError", code=429), "rate_limit"),
        (_fake("APIError", code="503"), "server"),
        (_fake("APIError", type="overloaded_error"), "server"),
        (_fake("BadRequestError", status_code=400, message="the maximum Context Length is 5"), "context_length"),
        (_fake("APIStatusError", status_code=402), "quota"),
        (_fake("APIStatusError", status_code=408), "timeout"),
        (_fake("UnprocessableEntityError", status_code=422), "bad_request"),
        (_fake("APIStatusError", status_code=302), "other"),
        (_fake("APIError", type="invalid_request_error"), "bad_request"),
        (ValueError("anything"), "other"),
        (ConnectionResetError(), "connection"),
        (TimeoutError(), "timeout"),
        (json.JSONDecodeError("x", "y", 0), "validation"),
    ],
)
def test_error_type_of_unusual_exceptions(exc: Exception, kind: str) -> None:
    """Compatible servers and transports say things in other ways."""
    assert error_type(exc) == kind
    assert kind in catalogue.ERROR_TYPES


def test_worst_finish_reason_counts() -> None:
    """Of several choices, one that was filtered or truncated decides."""
    assert outcome_of_reasons(["stop", "length"]) == "truncated"
    assert outcome_of_reasons(["length", "content_filter", "stop"]) == "content_filter"
    assert outcome_of_reasons([]) == "success"


@pytest.mark.parametrize("classify", [outcome_of_exception, outcome_mid_stream])
def test_what_is_no_exception_is_a_cancellation(
    classify: Callable[[BaseException], tuple[str, str | None]],
) -> None:
    """Cancellation, Ctrl-C and exit are the caller's wish."""
    for exc in (asyncio.CancelledError(), KeyboardInterrupt(), SystemExit()):
        assert classify(exc) == ("cancelled", None)
