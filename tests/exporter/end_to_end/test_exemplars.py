"""From `/metrics` to the trace: an exemplar always leads to a span that was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import openai
import pytest
from tests.exporter.end_to_end.conftest import KEEP_ALL, KEEP_NONE

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from tests.exporter.end_to_end.conftest import Scene

    from watchspec.testing import LoopbackProvider

OPEN_METRICS = "application/openmetrics-text; version=1.0.0"
MARKED = re.compile(r'^(\w+?)_bucket\{.*?\} \S+ # \{span_id="(\w{16})",trace_id="(\w{32})"\} ', re.MULTILINE)


def _exemplars(registry: CollectorRegistry) -> dict[str, set[tuple[str, str]]]:
    """(trace id, span id) of the exemplars at /metrics by histogram."""
    server, thread = watchspec.start_http_server(0, registry=registry)
    try:
        url = f"http://127.0.0.1:{server.server_port}/metrics"
        with urlopen(Request(url, headers={"Accept": OPEN_METRICS}), timeout=5) as answer:
            page = answer.read().decode()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert page.endswith("# EOF\n")
    found: dict[str, set[tuple[str, str]]] = {}
    for name, span, trace in MARKED.findall(page):
        found.setdefault(name, set()).add((trace, span))
    assert page.count("trace_id=") == len(MARKED.findall(page))
    return found


def _stream(client: openai.OpenAI) -> None:
    list(client.chat.completions.create(model="gpt-4o", messages=[], stream=True))


def test_every_exemplar_is_a_span(scene: Scene, client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Duration and times to the first carry ids of spans that the receiver has got, of calls of that very time."""
    provider.script([Behaviour(latency=latency, token_delay=0.001) for latency in (0.0, 0.6, 1.3)])
    scene.instrument(KEEP_ALL)
    for _ in range(3):
        _stream(client)
    marked = _exemplars(scene.registry)
    sent = {(span.trace_id, span.span_id) for span in scene.spans(3)}
    assert marked[catalogue.DURATION.name] == sent
    assert set(marked) == {
        metric.name
        for metric in (
            catalogue.DURATION,
            catalogue.TIME_TO_FIRST_EVENT,
            catalogue.TIME_TO_FIRST_TOKEN,
            catalogue.OUTPUT_TOKENS_PER_SECOND,
        )
    }
    assert set.union(*marked.values()) == sent


def test_rate_zero(scene: Scene, client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Only errors, slow and expensive calls and new users are kept, and only they have exemplars."""
    scene.instrument({"rate": 0.0, "slow_seconds": 0.2, "expensive_usd": 1.0, "new_user_calls": 1})
    cases = {
        "dropped": Behaviour(),
        "error": Behaviour(error="server"),
        "slow": Behaviour(latency=0.25),
        "expensive": Behaviour(prompt_tokens=1_000_000),
        "new_user": Behaviour(),
    }
    provider.script(cases.values())
    for case in cases:
        with watchspec.context(user_id="ann" if case == "new_user" else None):
            try:
                _stream(client)
            except openai.InternalServerError:
                assert case == "error"
    marked = _exemplars(scene.registry)
    spans = {span.attributes["watchspec.sample.reason"]: (span.trace_id, span.span_id) for span in scene.spans(4)}
    assert set(spans) == set(cases) - {"dropped"}
    assert scene.decisions() == dict.fromkeys(cases, 1)
    # A bucket has one exemplar, the latest; those of quick calls share one.
    assert marked[catalogue.DURATION.name] <= set(spans.values())
    assert {spans["error"], spans["slow"], spans["new_user"]} <= marked[catalogue.DURATION.name]
    assert set.union(*marked.values()) <= set(spans.values())


def test_no_exemplar_of_what_is_not_certain(scene: Scene, client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Inside an open trace a call has an exemplar from when it is certain that the trace is kept."""
    scene.instrument(KEEP_NONE)
    provider.script([Behaviour(), Behaviour(error="server"), Behaviour(latency=0.15)])
    with watchspec.span("answer"):
        client.chat.completions.create(model="gpt-4o", messages=[])
        assert _exemplars(scene.registry) == {}
        with pytest.raises(openai.InternalServerError):
            client.chat.completions.create(model="gpt-4o", messages=[])
        client.chat.completions.create(model="gpt-4o", messages=[])
    marked = _exemplars(scene.registry)[catalogue.DURATION.name]
    sent = [(span.trace_id, span.span_id) for span in scene.spans(4)]
    assert marked == set(sent[2:])


@pytest.mark.parametrize("accept", ["text/plain", OPEN_METRICS])
def test_no_exemplars_without_traces(scene: Scene, client: openai.OpenAI, accept: str) -> None:
    """Switched off, there is nothing to lead to."""
    watchspec.instrument(registry=scene.registry)
    _stream(client)
    assert _exemplars(scene.registry) == {}
    assert scene.receiver.asked == 0
