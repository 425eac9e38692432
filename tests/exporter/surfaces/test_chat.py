"""Chat completions: several choices, the helper, module-level clients, and what unusual providers send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import openai
import pytest
from pydantic import BaseModel
from tests.exporter.surfaces.calls import CALLS, MESSAGES, as_text, check, estimated, made, tokens, unwatched

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter
    from tests.exporter.surfaces.verbatim import Verbatim

CHAT = CALLS["chat"]
BODY: dict[str, Any] = {"model": "gpt-4o", "messages": MESSAGES}
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}


def chunk(*choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A chunk of a stream."""
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o", "choices": choices, **more}


def says(text: str, index: int = 0) -> dict[str, Any]:
    """A choice that goes on."""
    return {"index": index, "delta": {"content": text}, "finish_reason": None}


def ends(reason: str = "stop", index: int = 0) -> dict[str, Any]:
    """A choice that ends."""
    return {"index": index, "delta": {}, "finish_reason": reason}


def read(verbatim: Verbatim, **body: Any) -> list[Any]:
    """The chunks of a stream of the verbatim server."""
    with openai.OpenAI(base_url=verbatim.url, api_key="none", max_retries=0) as client:
        return list(cast("Any", client.chat.completions.create(stream=True, **BODY, **body)))


@pytest.mark.parametrize("n", [2, 5])
@pytest.mark.parametrize("stream", [False, True])
def test_several_choices(meter: Meter, driver: Driver, provider: LoopbackProvider, n: int, stream: bool) -> None:
    """One call, the input once and the output of all choices."""
    provider.behaviour = Behaviour(choices=n)
    made(driver, lambda client: client.chat.completions.create(n=n, stream=stream, **BODY))
    check(meter, "success", operation="chat", usage="provider")
    assert tokens(meter) == (12, 8 * n)


@pytest.mark.parametrize("wish", [{"n": 2}, {"extra_body": {"n": 2}}])
@pytest.mark.parametrize("missing", [0, 1])
def test_choice_that_never_ends(meter: Meter, verbatim: Verbatim, wish: dict[str, Any], missing: int) -> None:
    """Each choice that has begun needs its finish reason, also where chunks come for one choice at a time."""
    verbatim.events(chunk(says("a")), chunk(says("b", 1)), chunk(says("c", missing)), chunk(ends(index=1 - missing)))
    assert len(read(verbatim, **wish)) == 4
    check(meter, "cut", "cut", operation="chat", usage="estimated")


def test_server_that_knows_no_n(meter: Meter, verbatim: Verbatim) -> None:
    """A choice that never begins is not missed: many servers give one, whatever is asked."""
    verbatim.events(chunk(says("a")), chunk(ends()))
    read(verbatim, n=3)
    check(meter, "success", operation="chat")


def test_worst_choice_decides(meter: Meter, verbatim: Verbatim) -> None:
    """One of two that was filtered."""
    verbatim.events(chunk(says("a")), chunk(says("b", 1)), chunk(ends()), chunk(ends("content_filter", 1)))
    read(verbatim, n=2)
    check(meter, "content_filter", operation="chat")


def test_azure_annotations(meter: Meter, verbatim: Verbatim) -> None:
    """Azure's asynchronous filter: an empty first chunk, and chunks without a delta, also after the end."""
    verdict = {"hate": {"filtered": False, "severity": "safe"}}
    note = {"index": 0, "finish_reason": None, "content_filter_results": verdict, "content_filter_offsets": {}}
    verbatim.events(
        {"choices": [], "created": 0, "id": "", "model": "", "object": "", "prompt_filter_results": [{}]},
        chunk(says("a")),
        chunk(note),
        chunk(ends()),
        chunk(note),
        chunk({**note, "delta": None}),
        chunk(usage=USAGE),
    )
    assert len(read(verbatim)) == 6
    check(meter, "success", operation="chat", usage="provider")
    assert tokens(meter) == (3, 2)


@pytest.mark.parametrize(
    "odd",
    [
        chunk({"index": 0}),
        chunk({"delta": {"content": None}, "index": 0, "finish_reason": None}),
        {"id": "c"},
        {"choices": None},
        {"choices": [None]},
        {"choices": "none"},
        [],
        "ping",
        7,
        None,
    ],
)
def test_odd_chunks(meter: Meter, driver: Driver, verbatim: Verbatim, odd: Any) -> None:
    """Whatever comes between, the caller gets what the client alone would give, and the call its outcome."""
    verbatim.events(chunk(says("a")), odd, chunk(says("b")), chunk(ends()), chunk(usage=USAGE))
    driver.url = verbatim.url

    def read(client: Any) -> Any:
        return client.chat.completions.create(stream=True, **BODY)

    def seen(run: Any) -> str:
        try:
            return as_text(run(driver, read))
        except Exception as error:  # noqa: BLE001 - the client's own, of a chunk that it cannot bear
            return repr(type(error))

    plain = seen(unwatched)
    watched = seen(made)
    usage = plain.rpartition("\n")[0]
    assert watched in {plain, usage}, "all but the last chunk, which only we had asked for"
    assert sum(meter.outcomes().values()) == 1
    assert meter.total(catalogue.IN_FLIGHT) == 0
    assert meter.internal_errors() == 0


class Answer(BaseModel):
    """What `parse()` is asked for."""

    name: str


@pytest.mark.parametrize(
    ("behaviour", "outcome", "raised"),
    [
        (Behaviour(content='{"name": "x"}'), "success", None),
        (Behaviour(content='{"na', finish_reason="length"), "truncated", "LengthFinishReasonError"),
        (Behaviour(content="", finish_reason="content_filter"), "content_filter", "ContentFilterFinishReasonError"),
    ],
)
def test_helper_with_a_format(
    meter: Meter, driver: Driver, provider: LoopbackProvider, behaviour: Behaviour, outcome: str, raised: str | None
) -> None:
    """`.stream(response_format=...)` raises for answers that are not whole; they are named by why."""
    provider.behaviour = behaviour

    def sync(client: Any) -> Any:
        with client.chat.completions.stream(response_format=Answer, **BODY) as stream:
            return stream.get_final_completion().choices[0].message.parsed

    async def later(client: Any) -> Any:
        async with client.chat.completions.stream(response_format=Answer, **BODY) as stream:
            return (await stream.get_final_completion()).choices[0].message.parsed

    if raised is None:
        assert driver.run(sync, later) == Answer(name="x")
    else:
        with pytest.raises(openai.OpenAIError) as error:
            driver.run(sync, later)
        assert type(error.value).__name__ == raised
        del error
    check(meter, outcome, operation="chat", usage="provider" if raised is None else "estimated")


@pytest.mark.parametrize("asked", [True, False])
def test_callers_own_wish_for_usage(meter: Meter, driver: Driver, provider: LoopbackProvider, asked: bool) -> None:
    """Who asks gets the usage chunk; who declines it is not asked for on the side."""
    body: dict[str, Any] = {**BODY, "stream": True, "stream_options": {"include_usage": asked}}
    chunks = made(driver, lambda client: client.chat.completions.create(**body))
    assert [bool(chunk.choices) for chunk in chunks].count(False) == asked
    check(meter, "success", operation="chat", usage="provider" if asked else "estimated")
    assert provider.served[0].asked_usage is asked
    assert body["stream_options"] == {"include_usage": asked}


def test_usage_switched_off(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """`instrument(include_usage=False)`: requests are as they were, and tokens are estimated."""
    watchspec.instrument(registry=meter.registry, include_usage=False)
    made(driver, CHAT.streamed)
    check(meter, "success", operation="chat", usage="estimated")
    assert not provider.served[0].asked_usage
    assert tokens(meter) == (0, 0)
    assert estimated(meter)[1] == 8


def test_server_that_refuses_stream_options(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """The call is sent again as it was, and that server is not asked again; the refusal is an attempt."""
    provider.behaviour = Behaviour(reject_stream_options=True)
    for _ in range(2):
        assert len(made(driver, CHAT.streamed)) == 10
    check(meter, "success", operation="chat", usage="estimated", calls=2)
    assert meter.attempts() == {"400": 1, "200": 2}
    assert [served.asked_usage for served in provider.served] == [True, False, False]


def test_module_level_client(meter: Meter, provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """`openai.chat.completions.create` without a client of one's own."""
    monkeypatch.setattr(openai, "api_key", "none")
    monkeypatch.setattr(openai, "base_url", f"{provider.url}/")
    monkeypatch.setattr(openai, "_client", None)
    monkeypatch.setattr(openai, "http_client", None)  # where a module-level client puts its own
    openai.chat.completions.create(**BODY)
    list(cast("Any", openai.chat.completions.create(stream=True, **BODY)))
    openai.responses.create(model="gpt-5", input="a")
    assert meter.outcomes() == {"success": 3}
    assert tokens(meter) == (36, 24)
    openai._reset_client()


@pytest.mark.parametrize(
    "body", [{"tool_calls": True}, {"refusal": True}, {"show_reasoning": True, "reasoning_tokens": 3}]
)
@pytest.mark.parametrize("stream", [False, True])
def test_answers_without_text(
    meter: Meter, driver: Driver, provider: LoopbackProvider, body: dict[str, Any], stream: bool
) -> None:
    """Tool calls, refusals and reasoning are answers like any other."""
    provider.behaviour = Behaviour(**body)
    made(driver, CHAT.streamed if stream else CHAT)
    check(meter, "success", operation="chat", usage="provider")
    assert tokens(meter) == (12, 8)
