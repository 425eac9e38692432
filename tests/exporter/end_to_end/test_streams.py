"""Streams as spans, however they end."""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.exporter.end_to_end.conftest import KEEP_NONE

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour

if TYPE_CHECKING:
    import openai
    from tests.exporter.conftest import Driver, Leave
    from tests.exporter.end_to_end.conftest import Scene

    from watchspec.testing import LoopbackProvider


def test_whole_stream(scene: Scene, driver: Driver, provider: LoopbackProvider) -> None:
    """Its span lasts until the last chunk, and has the same times to the first as the metrics."""
    provider.behaviour = Behaviour(latency=0.02, first_token=0.03, token_delay=0.005)
    scene.instrument()
    driver.create(stream=True)
    (span,) = scene.spans(1)
    to_token = scene.meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_sum")
    to_event = scene.meter.total(catalogue.TIME_TO_FIRST_EVENT, "_sum")
    assert span.attributes["gen_ai.request.stream"] is True
    assert span.attributes["watchspec.time_to_first_token"] == pytest.approx(to_token)
    assert span.attributes["gen_ai.response.time_to_first_chunk"] == pytest.approx(to_event)
    assert 0 < to_event < to_token < span.seconds
    assert span.attributes["gen_ai.usage.output_tokens"] == 8
    assert span.attributes["gen_ai.response.finish_reasons"] == ["stop"]
    assert span.attributes["watchspec.cost_usd"] == pytest.approx(scene.meter.total(catalogue.COST))


BROKEN = {
    "cut": (Behaviour(cut_after=2), "cut", "cut"),
    "ended early": (Behaviour(end_after=2), "cut", "cut"),
    "error event": (Behaviour(fail_after=2), "error", "server"),
    "stalled": (Behaviour(stall_after=2, stall=3.0), "stalled", "stalled"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_stream(scene: Scene, driver: Driver, provider: LoopbackProvider, case: str) -> None:
    """A stream that breaks is an error, kept whatever the rate, although it began with status 200."""
    provider.behaviour, outcome, error = BROKEN[case]
    driver.options["timeout"] = 0.3
    scene.instrument(KEEP_NONE)
    with suppress(Exception):  # older clients let the transport's own through
        driver.create(stream=True)
    (span,) = scene.spans(1)
    assert (span.status, span.attributes["error.type"]) == ("STATUS_CODE_ERROR", error)
    assert span.attributes["watchspec.outcome"] == outcome
    assert span.attributes["watchspec.sample.reason"] == "error"
    assert "watchspec.time_to_first_token" in span.attributes


@pytest.mark.parametrize("how", ["close", "drop", "unread"])
def test_left_stream(scene: Scene, driver: Driver, how: Leave) -> None:
    """A stream that its reader has left is no error; its span tells."""
    scene.instrument()
    driver.leave(how)
    (span,) = scene.spans(1)
    assert span.status == "STATUS_CODE_UNSET"
    assert span.attributes["watchspec.outcome"] == "abandoned"
    assert "gen_ai.usage.output_tokens" not in span.attributes
    assert ("watchspec.time_to_first_token" in span.attributes) == (how != "unread")


def test_truncated_stream(scene: Scene, driver: Driver, provider: LoopbackProvider) -> None:
    """The finish reason decides, as for whole answers."""
    provider.behaviour = Behaviour(finish_reason="length")
    scene.instrument()
    driver.create(stream=True)
    (span,) = scene.spans(1)
    assert span.attributes["watchspec.outcome"] == "truncated"
    assert span.attributes["gen_ai.response.finish_reasons"] == ["length"]


def test_stream_read_after_its_step(scene: Scene, client: openai.OpenAI) -> None:
    """A stream that outlives its step is still in its trace, below it."""
    scene.instrument()
    with watchspec.span("answer"):
        stream = client.chat.completions.create(model="gpt-4o", messages=[], stream=True)
    assert list(stream)
    spans = scene.by_name(2)
    step, call = spans["answer"], spans["chat gpt-4o"]
    assert (call.trace_id, call.parent_id) == (step.trace_id, step.span_id)
    assert call.end_ns > step.end_ns
    assert scene.decisions() == {"rate": 1}


@pytest.mark.parametrize("capture", [False, True])
def test_dropped_stream_is_let_go(scene: Scene, client: openai.OpenAI, capture: bool) -> None:
    """What is noted of a stream that nobody holds does not keep its connection until the next scrape."""
    scene.instrument(capture_content=capture)
    stream = client.chat.completions.create(model="gpt-4o", messages=[], stream=True)
    next(stream)
    response = stream.response
    del stream
    gc.collect()
    assert response.is_closed
    (span,) = scene.spans(1)
    assert span.attributes["watchspec.outcome"] == "abandoned"
