"""The loopback provider's Responses API, read by the real client with strict validation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.provider_calls import answer

from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver

BODY: dict[str, Any] = {"model": "gpt-5", "input": "hello"}
BEFORE = ["response.created", "response.in_progress"]
MESSAGE = ["response.output_item.added", "response.content_part.added"]


def create(driver: Driver, **body: Any) -> Any:
    """A response, or the events of its stream."""
    return answer(driver, lambda client: client.responses.create(**BODY, **body))


def retrieve(driver: Driver, identity: str, **query: Any) -> Any:
    """The response as it is now, or its events."""
    return answer(driver, lambda client: client.responses.retrieve(identity, **query))


def cancel(driver: Driver, identity: str) -> Any:
    """The response, ended."""
    return answer(driver, lambda client: client.responses.cancel(identity))


def kinds(events: list[Any]) -> list[str]:
    """Types of the events, without repetitions of the same one."""
    types = [event.type for event in events]
    return [name for position, name in enumerate(types) if position == 0 or types[position - 1] != name]


def test_whole(driver: Driver, provider: LoopbackProvider) -> None:
    """Text, usage with its details, tier and answered model; every response has its own id."""
    provider.behaviour = Behaviour(
        tokens=5,
        reasoning_tokens=2,
        prompt_tokens=9,
        cached_tokens=4,
        service_tier="priority",
        answered_model="gpt-5-2026",
    )
    first, second = create(driver), create(driver)
    assert first.id != second.id
    assert (first.status, first.model, first.service_tier) == ("completed", "gpt-5-2026", "priority")
    assert first.output_text == "word0 word1 word2 "
    assert [item.type for item in first.output] == ["reasoning", "message"]
    usage = first.usage
    assert (usage.input_tokens, usage.output_tokens, usage.total_tokens) == (9, 5, 14)
    assert (usage.input_tokens_details.cached_tokens, usage.output_tokens_details.reasoning_tokens) == (4, 2)


def test_stream(driver: Driver, provider: LoopbackProvider) -> None:
    """The real order of events, numbered, a delta per token, and usage at the end alone."""
    provider.behaviour = Behaviour(tokens=3)
    events = create(driver, stream=True)
    text = "response.output_text"
    ends = [f"{text}.done", "response.content_part.done", "response.output_item.done", "response.completed"]
    assert kinds(events) == [*BEFORE, *MESSAGE, f"{text}.delta", *ends]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert [event.delta for event in events if event.type == f"{text}.delta"] == ["word0 ", "word1 ", "word2 "]
    assert events[0].response.usage is None
    assert events[-1].response.usage.output_tokens == 3
    assert events[-1].response.output_text == "word0 word1 word2 "


@pytest.mark.parametrize(
    ("as_text", "delta"),
    [(False, "response.reasoning_summary_text.delta"), (True, "response.reasoning_text.delta")],
)
def test_reasoning(driver: Driver, provider: LoopbackProvider, as_text: bool, delta: str) -> None:
    """Shown reasoning comes before the content, token by token; what is not shown is an item without words."""
    shown = Behaviour(tokens=5, reasoning_tokens=3, show_reasoning=True, reasoning_text=as_text)
    provider.script([shown, Behaviour(tokens=5, reasoning_tokens=3)])
    events, hidden = create(driver, stream=True), create(driver, stream=True)
    types = [event.type for event in events]
    assert types.count(delta) == 3
    assert types.index(delta) < types.index("response.output_text.delta")
    item = events[-1].response.output[0]
    assert (item.content if as_text else item.summary)[0].text == "thought0 thought1 thought2 "
    assert not any("reasoning" in event.type for event in hidden)
    assert hidden[-1].response.output[0].type == "reasoning"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("behaviour", "status", "reason"),
    [
        (Behaviour(finish_reason="length"), "incomplete", "max_output_tokens"),
        (Behaviour(finish_reason="content_filter"), "incomplete", "content_filter"),
        (Behaviour(status="incomplete"), "incomplete", "max_output_tokens"),
        (Behaviour(status="failed", failed_code="rate_limit_exceeded"), "failed", None),
    ],
)
def test_other_ends(
    driver: Driver, provider: LoopbackProvider, behaviour: Behaviour, status: str, reason: str | None, stream: bool
) -> None:
    """Incomplete with a reason and usage, or failed with HTTP status 200, an error and no usage."""
    provider.behaviour = behaviour
    made = create(driver, stream=stream)
    if stream:
        assert made[-1].type == f"response.{status}"
        made = made[-1].response
    assert made.status == status
    assert (made.incomplete_details and made.incomplete_details.reason) == reason
    assert (made.error and made.error.code) == (None if reason else "rate_limit_exceeded")
    assert (made.usage is None) == (status == "failed")


@pytest.mark.parametrize("stream", [False, True])
def test_function_call_and_refusal(driver: Driver, provider: LoopbackProvider, stream: bool) -> None:
    """Each is an output of its own kind, with deltas of its own."""
    provider.script([Behaviour(tokens=2, tool_calls=True), Behaviour(tokens=2, refusal=True)])
    called, refused = create(driver, stream=stream), create(driver, stream=stream)
    if stream:
        assert [event.delta for event in called if "arguments.delta" in event.type] == ['{"text": "word0 ', 'word1 "}']
        assert [event.delta for event in refused if event.type == "response.refusal.delta"] == ["word0 ", "word1 "]
        called, refused = called[-1].response, refused[-1].response
    assert (called.output[0].type, called.output[0].arguments) == ("function_call", '{"text": "word0 word1 "}')
    assert refused.output[0].content[0].refusal == "word0 word1 "


def test_the_client_s_own_accumulation(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Its `stream()` helper, which keeps a strict account of items, ends with the whole response."""
    provider.behaviour = Behaviour(tokens=4, reasoning_tokens=1, show_reasoning=True)
    with client.responses.stream(model="gpt-5", input="hello") as stream:
        for _ in stream:
            pass
        made = stream.get_final_response()
    assert made.output_text == "word0 word1 word2 "
    assert made.usage is not None
    assert made.usage.output_tokens == 4


def test_background(driver: Driver, provider: LoopbackProvider) -> None:
    """Queued at first; looked at again and again it has the same id, and usage once it has ended."""
    provider.behaviour = Behaviour(polls=3)
    queued = create(driver, background=True)
    polled = [retrieve(driver, queued.id) for _ in range(5)]
    assert (queued.status, queued.usage) == ("queued", None)
    assert [made.status for made in polled] == ["queued", "in_progress", "in_progress", "completed", "completed"]
    assert {made.id for made in polled} == {queued.id}
    assert [made.usage is not None for made in polled] == [False, False, False, True, True]
    operations = [served.operation for served in provider.served]
    assert operations == ["responses", *["retrieve"] * 5]


def test_background_that_fails(driver: Driver, provider: LoopbackProvider) -> None:
    """What becomes of it is decided when it is made, not when it is looked at."""
    provider.script([Behaviour(status="failed", polls=0)])
    made = create(driver, background=True)
    assert retrieve(driver, made.id).status == "failed"


def test_background_stream(driver: Driver, provider: LoopbackProvider) -> None:
    """Its events can be had again, also from the middle."""
    provider.behaviour = Behaviour(tokens=2)
    first = create(driver, background=True, stream=True)
    made = first[0].response.id
    again = retrieve(driver, made, stream=True)
    later = retrieve(driver, made, stream=True, starting_after=4)
    assert kinds(first)[:3] == ["response.created", "response.queued", "response.in_progress"]
    assert again == first
    assert later == first[5:]
    assert [served.stream for served in provider.served] == [True, True, True]


def test_cancel(driver: Driver, provider: LoopbackProvider) -> None:
    """A background response stays cancelled; one that has ended stays as it is; others cannot be cancelled."""
    provider.behaviour = Behaviour(polls=0)
    running, ended, synchronous = create(driver, background=True), create(driver, background=True), create(driver)
    retrieve(driver, ended.id)
    cancelled, late = cancel(driver, running.id), cancel(driver, ended.id)
    assert (cancelled.status, cancelled.usage, late.status) == ("cancelled", None, "completed")
    assert retrieve(driver, running.id).status == "cancelled"
    with pytest.raises(openai.BadRequestError, match="synchronous"):
        cancel(driver, synchronous.id)
    assert provider.served[-1].operation == "cancel"


def test_what_is_not_stored(driver: Driver, provider: LoopbackProvider) -> None:
    """Neither an unknown id nor a response that was not to be stored is found."""
    made = create(driver, store=False)
    for identity in (made.id, "resp_other"):
        with pytest.raises(openai.NotFoundError):
            retrieve(driver, identity)
        with pytest.raises(openai.NotFoundError):
            cancel(driver, identity)


def test_error_on_retrieval(driver: Driver, provider: LoopbackProvider) -> None:
    """A look at a response can fail like any other request, and the response is still there."""
    made = create(driver)
    provider.script([Behaviour(error="server")])
    with pytest.raises(openai.InternalServerError):
        retrieve(driver, made.id)
    assert retrieve(driver, made.id).id == made.id
