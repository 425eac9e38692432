"""The Responses API besides the background: its ends, its helper, and the other ways into it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import openai
import pytest
from pydantic import BaseModel
from tests.exporter.conftest import A_DICT
from tests.exporter.surfaces.calls import CALLS, QUESTION, check, made, tokens

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter
    from tests.exporter.surfaces.verbatim import Verbatim

RESPONSES = CALLS["responses"]
BODY: dict[str, Any] = {"model": "gpt-5", "input": QUESTION}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("server_error", "server"),
        ("rate_limit_exceeded", "rate_limit"),
        ("invalid_prompt", "bad_request"),
        ("invalid_image", "bad_request"),
        ("image_content_policy_violation", "content_filter"),
        ("vector_store_timeout", "timeout"),
        ("something_new", "other"),
    ],
)
def test_failed_with_http_200(
    meter: Meter, driver: Driver, provider: LoopbackProvider, code: str, error: str, stream: bool
) -> None:
    """`status: failed` is an error although nothing is raised; its code says which."""
    provider.behaviour = Behaviour(status="failed", failed_code=code)
    made(driver, RESPONSES.streamed if stream else RESPONSES)
    check(meter, "error", error, operation="responses")
    assert tokens(meter) == (0, 0)
    assert meter.attempts() == {"200": 1}


@pytest.mark.parametrize("nested", [False, True])
def test_error_event(meter: Meter, driver: Driver, provider: LoopbackProvider, nested: bool) -> None:
    """As fields of the event, which the client hands out, or nested, for which it raises."""
    provider.behaviour = Behaviour(fail_after=2, fail_with="quota", nested_error=nested)
    try:
        made(driver, RESPONSES.streamed)
    except Exception:  # noqa: BLE001 - the client's own
        assert nested
    check(meter, "error", "quota", operation="responses", usage="estimated")


def test_error_event_without_a_code(meter: Meter, driver: Driver, verbatim: Verbatim) -> None:
    """Still an error."""
    driver.url = verbatim.url
    verbatim.events({"type": "error", "message": "no"}, done=False)
    made(driver, RESPONSES.streamed)
    check(meter, "error", "other", operation="responses")


class Answer(BaseModel):
    """What `parse()` is asked for."""

    name: str


def test_parse(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """`responses.parse` is one call."""
    provider.behaviour = Behaviour(content='{"name": "x"}')
    response = made(driver, lambda client: client.responses.parse(text_format=Answer, **BODY))
    assert response.output_parsed == Answer(name="x")
    check(meter, "success", operation="responses", usage="provider")
    assert tokens(meter) == (12, 8)


def test_parse_that_raises(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """The answer has arrived and is billed."""
    provider.behaviour = Behaviour(content='{"wrong": 1}')
    with pytest.raises(ValueError, match="validation error"):
        made(driver, lambda client: client.responses.parse(text_format=Answer, **BODY))
    check(meter, "error", "validation", operation="responses", usage="provider")
    assert tokens(meter) == (12, 8)


def test_helper(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """`responses.stream` reads on top of the watched stream."""

    def sync(client: Any) -> str:
        with client.responses.stream(**BODY) as stream:
            return str(stream.get_final_response().output_text)

    async def later(client: Any) -> str:
        async with client.responses.stream(**BODY) as stream:
            return str((await stream.get_final_response()).output_text)

    assert driver.run(sync, later) == "".join(provider.behaviour.words())
    check(meter, "success", operation="responses", usage="provider")


def test_helper_left_early(meter: Meter, driver: Driver) -> None:
    """Leaving its block closes the stream."""

    def sync(client: Any) -> None:
        with client.responses.stream(**BODY) as stream:
            next(iter(stream))

    async def later(client: Any) -> None:
        async with client.responses.stream(**BODY) as stream:
            async for _ in stream:
                break

    driver.run(sync, later)
    check(meter, "abandoned", operation="responses", usage="estimated")


@pytest.mark.parametrize("as_text", [False, True])
def test_reasoning_has_its_own_first_time(
    meter: Meter, driver: Driver, provider: LoopbackProvider, as_text: bool
) -> None:
    """A summary, or the reasoning itself."""
    provider.behaviour = Behaviour(reasoning_tokens=3, show_reasoning=True, reasoning_text=as_text)
    made(driver, RESPONSES.streamed)
    assert meter.total(catalogue.TIME_TO_FIRST_REASONING_TOKEN, "_count") == 1
    assert meter.total(catalogue.REASONING_TOKENS) == 3
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 4


@pytest.mark.parametrize("behaviour", [Behaviour(tool_calls=True), Behaviour(refusal=True)])
@pytest.mark.parametrize("stream", [False, True])
def test_tool_calls_and_refusals(
    meter: Meter, driver: Driver, provider: LoopbackProvider, behaviour: Behaviour, stream: bool
) -> None:
    """Answers like any other; their deltas are visible tokens."""
    provider.behaviour = behaviour
    made(driver, RESPONSES.streamed if stream else RESPONSES)
    check(meter, "success", operation="responses", usage="provider")
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == stream


def test_dict_events(meter: Meter, driver: Driver) -> None:
    """`client.post(..., cast_to=A_DICT, stream=True)`: what has no attributes is read all the same."""
    from openai import AsyncStream, Stream

    kinds: dict[str, Any] = {"sync": Stream[A_DICT], "async": AsyncStream[A_DICT]}
    made(
        driver,
        lambda client: client.post(
            "/responses",
            body={**BODY, "stream": True},
            cast_to=A_DICT,
            stream=True,
            stream_cls=kinds[driver.kind],
        ),
    )
    check(meter, "success", operation="responses", usage="provider")
    assert tokens(meter) == (12, 8)
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 1


def test_counting_tokens_and_items_is_no_call(meter: Meter, driver: Driver) -> None:
    """Other requests below `/responses` spend nothing."""
    identity = made(driver, RESPONSES).id
    for method, path in (("get", f"/responses/{identity}/input_items"), ("post", "/responses/input_tokens")):
        with suppress(openai.NotFoundError):  # the provider knows neither
            made(driver, lambda client, method=method, path=path: getattr(client, method)(path, cast_to=object))  # type: ignore[misc]  # bound at once
    assert meter.outcomes() == {"success": 1}
