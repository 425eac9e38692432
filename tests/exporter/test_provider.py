"""The loopback provider does as it is told; others build their tests on it."""

from __future__ import annotations

import json
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import openai
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client import Counter as Metric

from watchspec.testing import Behaviour, LoopbackProvider, Rule, samples, total

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY: dict[str, Any] = {"model": "m", "messages": []}


@pytest.fixture
def client(provider: LoopbackProvider) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=provider.url, api_key="none", max_retries=0) as made:
        yield made


def test_script_then_rules_then_default(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """The first that applies decides, and the history tells which."""
    scripted, ruled, other = Behaviour(tokens=1), Behaviour(tokens=2), Behaviour(tokens=3)
    provider.behaviour = other
    provider.rules = [Rule(ruled, every=2, model="m")]
    provider.script([scripted])
    for model in ("m", "m", "m", "x"):
        client.chat.completions.create(model=model, messages=[])
    assert [served.behaviour for served in provider.served] == [scripted, other, ruled, other]
    assert [served.model for served in provider.served] == ["m", "m", "m", "x"]
    provider.forget()
    assert provider.served == ()


def test_probability_is_reproducible() -> None:
    """The same seed, the same choices."""

    def run(seed: int) -> list[bool]:
        provider = LoopbackProvider(seed=seed)
        rare = Behaviour(error="server")
        provider.rules = [Rule(rare, probability=0.3)]
        return [provider.choose("/", {"model": "m"}) is rare for _ in range(300)]

    assert run(1) == run(1) != run(2)
    assert 60 < sum(run(1)) < 120


def test_headers_and_retry_after(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Rate-limit headers come with every answer, retry-after with an error."""
    headers = {"x-ratelimit-remaining-tokens": "5"}
    provider.script([Behaviour(headers=headers), Behaviour(error="rate_limit", retry_after="7", headers=headers)])
    raw = client.chat.completions.with_raw_response.create(**BODY)
    assert raw.headers["x-ratelimit-remaining-tokens"] == "5"
    with pytest.raises(openai.RateLimitError) as raised:
        client.chat.completions.create(**BODY)
    assert raised.value.response.headers["retry-after"] == "7"
    assert raised.value.code == "rate_limit_exceeded"


def test_whole_answer(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Choices, tool calls, refusals, tier, answered model, and usage that adds up."""
    provider.script(
        [
            Behaviour(choices=2, tokens=5, reasoning_tokens=2, service_tier="priority", answered_model="m-2026"),
            Behaviour(tool_calls=True, finish_reason="tool_calls"),
            Behaviour(refusal=True, content="no"),
        ]
    )
    made, tools, refused = (client.chat.completions.create(**BODY) for _ in range(3))
    assert len(made.choices) == 2
    assert (made.model, made.service_tier) == ("m-2026", "priority")
    assert made.usage is not None
    assert (made.usage.completion_tokens, made.usage.total_tokens) == (10, 22)
    assert made.choices[0].message.content == "word0 word1 word2 "
    assert tools.choices[0].message.tool_calls
    assert refused.choices[0].message.refusal == "no"


def test_pace_of_a_stream(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Latency before the headers, then the first token, then the others."""
    provider.behaviour = Behaviour(latency=0.1, first_token=0.1, token_delay=0.02, tokens=6)
    began = time.perf_counter()
    stream = client.chat.completions.create(stream=True, **BODY)
    assert time.perf_counter() - began >= 0.1
    times = [time.perf_counter() - began for chunk in stream if chunk.choices[0].delta.content]
    assert times[0] >= 0.2
    assert times[-1] - times[0] >= 0.09


def test_fifty_streams_a_second(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Four clients' worth of steady traffic, on two cores."""
    began = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: list(client.chat.completions.create(stream=True, **BODY)), range(100)))
    assert time.perf_counter() - began < 10
    assert Counter(served.stream for served in provider.served) == {True: 100}


def test_stop_ends_a_waiting_answer() -> None:
    """A stalled stream does not keep the provider alive; stopping twice is harmless."""
    provider = LoopbackProvider(Behaviour(stall_after=0, stall=60))
    provider.start()
    address = urlsplit(provider.url)
    body = json.dumps({"stream": True})
    with socket.create_connection(("127.0.0.1", address.port or 0), timeout=10) as connection:
        connection.sendall(f"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode())
        assert connection.recv(20).startswith(b"HTTP/1.1 200")
        began = time.perf_counter()
        provider.stop()
        while connection.recv(65536):
            pass
        assert time.perf_counter() - began < 5
    provider.stop()
    with pytest.raises(RuntimeError, match="not running"):
        _ = provider.url


def test_given_port() -> None:
    """The demo restarts the provider where its service expects it."""
    with LoopbackProvider() as first:
        port = urlsplit(first.url).port or 0
    with LoopbackProvider(port=port) as second:
        assert urlsplit(second.url).port == port


def test_samples() -> None:
    """A look into a registry, by name and labels."""
    registry = CollectorRegistry()
    counter = Metric("things_total", "help", ["kind"], registry=registry)
    counter.labels("a").inc(2)
    counter.labels("b").inc()
    assert samples(registry, "things_total", kind="a") == {(("kind", "a"),): 2.0}
    assert total(registry, "things_total") == 3
    assert total(registry, "nothing") == 0
