"""Calls as spans, from the real client through the loopback provider to the receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import openai
import pytest
from tests.exporter.end_to_end.conftest import KEEP_NONE

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver
    from tests.exporter.end_to_end.conftest import Scene

    from watchspec.testing import LoopbackProvider


def test_chat(scene: Scene, driver: Driver, provider: LoopbackProvider) -> None:
    """Everything that is known of a call is on its span, and agrees with the metrics."""
    provider.behaviour = Behaviour(
        answered_model="gpt-4o-2024-08-06", prompt_tokens=100, cached_tokens=40, tokens=20, reasoning_tokens=5
    )
    scene.instrument()
    made = driver.create()
    (span,) = scene.spans(1)
    at = urlsplit(driver.url)
    cost = scene.meter.total(catalogue.COST)
    assert cost > 0
    assert (span.name, span.kind, span.parent_id, span.status) == (
        "chat gpt-4o",
        "SPAN_KIND_CLIENT",
        "",
        "STATUS_CODE_UNSET",
    )
    assert span.attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.system": "openai",
        "openai.api.type": "chat_completions",
        "gen_ai.request.model": "gpt-4o",
        "server.address": at.hostname,
        "server.port": at.port,
        "gen_ai.response.model": "gpt-4o-2024-08-06",
        "gen_ai.response.id": made.id,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.usage.cache_read.input_tokens": 40,
        "gen_ai.usage.reasoning.output_tokens": 5,
        "gen_ai.usage.cost": pytest.approx(cost),
        "watchspec.cost_usd": pytest.approx(cost),
        "watchspec.cost_source": "list",
        "watchspec.feature": "unset",
        "watchspec.outcome": "success",
        "watchspec.attempts": 1,
        "watchspec.sample.reason": "rate",
        "watchspec.sample.probability": 1.0,
        "watchspec.sample.weight": 1.0,
    }
    assert span.seconds == pytest.approx(scene.meter.total(catalogue.DURATION, "_sum"), abs=1e-6)
    assert scene.decisions() == {"rate": 1}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("behaviour", "outcome", "reason"),
    [
        (Behaviour(), "success", "completed"),
        (Behaviour(finish_reason="length"), "truncated", "max_output_tokens"),
        (Behaviour(finish_reason="content_filter"), "content_filter", "content_filter"),
        (Behaviour(status="failed"), "error", "failed"),
    ],
)
def test_responses(
    scene: Scene,
    driver: Driver,
    provider: LoopbackProvider,
    behaviour: Behaviour,
    outcome: str,
    reason: str,
    stream: bool,
) -> None:
    """A response is a chat with a type of its own; how it ended is said in its own words, streamed or not."""
    provider.behaviour = behaviour
    scene.instrument()
    body: dict[str, Any] = {"model": "gpt-4o", "input": "secret question", "stream": stream}

    def sync(client: openai.OpenAI) -> Any:
        made = client.responses.create(**body)
        return list(made) if stream else made

    async def later(client: openai.AsyncOpenAI) -> Any:
        made = await client.responses.create(**body)
        return [event async for event in made] if stream else made

    driver.run(sync, later)
    (span,) = scene.spans(1)
    assert span.name == "chat gpt-4o"
    assert span.attributes["openai.api.type"] == "responses"
    assert span.attributes["watchspec.outcome"] == outcome
    assert span.attributes["gen_ai.response.finish_reasons"] == [reason]
    assert span.attributes["gen_ai.response.id"].startswith("resp_")
    assert span.status == ("STATUS_CODE_ERROR" if outcome == "error" else "STATUS_CODE_UNSET")
    assert ("gen_ai.response.time_to_first_chunk" in span.attributes) == stream


@pytest.mark.parametrize(
    ("error", "raised"),
    [("auth", openai.AuthenticationError), ("rate_limit", openai.RateLimitError), ("server", openai.APIError)],
)
def test_errors(
    scene: Scene, driver: Driver, provider: LoopbackProvider, error: str, raised: type[openai.APIError]
) -> None:
    """An error is kept whatever the rate, has its kind, and says nothing of its message."""
    provider.behaviour = Behaviour(error=error)
    scene.instrument(KEEP_NONE)
    with pytest.raises(raised):
        driver.create()
    (span,) = scene.spans(1)
    assert (span.status, span.status_message, span.attributes["error.type"]) == ("STATUS_CODE_ERROR", error, error)
    assert span.attributes["watchspec.sample.reason"] == "error"
    assert not [name for name in span.attributes if name.startswith(("gen_ai.usage", "watchspec.cost"))]
    assert span.events == []


def test_retries_are_one_span(scene: Scene, driver: Driver, provider: LoopbackProvider) -> None:
    """A call that was tried again is one span as long as all its attempts."""
    provider.script([Behaviour(error="server", retry_after="0.05"), Behaviour()])
    driver.options["max_retries"] = 1
    scene.instrument()
    driver.create()
    (span,) = scene.spans(1)
    assert span.attributes["watchspec.attempts"] == 2
    assert span.seconds > scene.meter.total(catalogue.ATTEMPT_SECONDS)


def test_raw_response(scene: Scene, client: openai.OpenAI) -> None:
    """Of an answer that the caller reads himself as much is known as of any."""
    scene.instrument()
    raw = client.chat.completions.with_raw_response.create(model="gpt-4o", messages=[])
    assert raw.parse().choices
    (span,) = scene.spans(1)
    assert span.attributes["gen_ai.response.finish_reasons"] == ["stop"]
    assert span.attributes["gen_ai.usage.output_tokens"] == 8


def test_other_endpoints(scene: Scene, client: openai.OpenAI) -> None:
    """All that is measured is traced, each under the convention's name or its own."""
    scene.instrument()
    client.embeddings.create(model="text-embedding-3-small", input="x")
    client.moderations.create(input="x")
    client.completions.create(model="gpt-3.5-turbo-instruct", prompt="x")
    names = [span.name for span in scene.spans(3)]
    assert names == [
        "embeddings text-embedding-3-small",
        "moderation unknown",
        "text_completion gpt-3.5-turbo-instruct",
    ]


def test_what_is_not_measured_is_not_traced(scene: Scene, client: openai.OpenAI) -> None:
    """Listing models is no call of a model."""
    scene.instrument()
    with pytest.raises(openai.NotFoundError):
        client.files.list()
    client.chat.completions.create(model="gpt-4o", messages=[])
    assert [span.name for span in scene.spans(1)] == ["chat gpt-4o"]


def test_background_response(scene: Scene, client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """A response in the background is one span, from its request to when it is seen to have ended."""
    provider.behaviour = Behaviour(polls=1)
    scene.instrument()
    made = client.responses.create(model="gpt-4o", input="x", background=True)
    while made.status != "completed":
        made = client.responses.retrieve(made.id)
    (span,) = scene.spans(1)
    assert span.attributes["gen_ai.response.finish_reasons"] == ["completed"]
    assert span.attributes["gen_ai.usage.output_tokens"] == 8


def test_background_response_of_another_process(
    scene: Scene, client: openai.OpenAI, provider: LoopbackProvider
) -> None:
    """Whoever first sees the end has the span, also where content is captured, although the request is not known."""
    provider.behaviour = Behaviour(polls=1)
    made = client.responses.create(model="gpt-4o", input="x", background=True)
    scene.instrument(capture_content=True)
    while made.status != "completed":
        made = client.responses.retrieve(made.id)
    (span,) = scene.spans(1)
    assert span.attributes["gen_ai.usage.output_tokens"] == 8
    assert "gen_ai.input.messages" not in span.attributes


def test_one_client(scene: Scene, client: openai.OpenAI) -> None:
    """Traces of one client only, without the process."""
    from watchspec._internal.plans import forget

    watchspec.instrument(client, registry=scene.registry, traces={"rate": 1.0})
    client.chat.completions.create(model="gpt-4o", messages=[])
    scene.instrument()
    assert [span.name for span in scene.spans(1)] == ["chat gpt-4o"]
    forget(client)
