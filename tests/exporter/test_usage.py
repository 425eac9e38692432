"""Tokens: each once, wherever the provider reports them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

import watchspec
from watchspec import catalogue
from watchspec._internal.usage import Usage, count, find_usage, read_usage
from watchspec.testing import Behaviour, LoopbackProvider, total

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from tests.exporter.conftest import Driver, Meter


@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("place", ["standard", "choice", "last_chunk"])
def test_tokens_are_found(
    meter: Meter, driver: Driver, provider: LoopbackProvider, place: Any, stream: bool, gzip: bool
) -> None:
    """Streamed or not, compressed or not, in the usual place or in one of the unusual ones."""
    provider.behaviour = Behaviour(
        usage=place, gzip=gzip, prompt_tokens=30, cached_tokens=10, tokens=9, reasoning_tokens=4
    )
    driver.create(stream=stream)
    assert meter.total(catalogue.TOKENS, type="input") == 30
    assert meter.total(catalogue.TOKENS, type="output") == 9
    assert meter.total(catalogue.CACHED_INPUT_TOKENS) == 10
    assert meter.total(catalogue.REASONING_TOKENS) == 4
    assert meter.internal_errors() == 0


def test_missing_usage_counts_no_tokens(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Nothing is guessed; the call itself is counted, and it is neither priced nor unpriced."""
    provider.behaviour = Behaviour(usage="missing")
    driver.create()
    driver.create(stream=True)
    assert meter.outcomes() == {"success": 2}
    assert meter.total(catalogue.TOKENS) == 0
    assert meter.total(catalogue.UNPRICED) == 0


def test_embeddings(meter: Meter, driver: Driver) -> None:
    """Embeddings have input only, and an operation of their own."""
    body: dict[str, Any] = {"model": "text-embedding-3-small", "input": ["a", "b"]}
    made = driver.run(lambda client: client.embeddings.create(**body), lambda client: client.embeddings.create(**body))
    assert made.data[1].embedding == [1.0, 2.0, 3.0]
    assert meter.total(catalogue.REQUESTS, operation="embeddings", outcome="success") == 1
    assert meter.total(catalogue.TOKENS, operation="embeddings", type="input") == 12
    assert meter.total(catalogue.COST, operation="embeddings") == pytest.approx(12 * 0.02e-6)


def test_callers_own_wish_stands(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Who asks for the usage chunk gets it; who declines it is not overruled."""
    with_usage = driver.create(stream=True, stream_options={"include_usage": True})
    assert with_usage[-1].usage.total_tokens == 20
    without = driver.create(stream=True, stream_options={"include_usage": False})
    assert without[-1].choices
    extra = driver.create(stream=True, extra_body={"stream_options": {"include_usage": True}})
    assert extra[-1].usage.total_tokens == 20
    assert [served.asked_usage for served in provider.served] == [True, False, True]
    assert meter.total(catalogue.TOKENS, type="input") == 24


def test_other_stream_options_are_kept(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Our wish joins the caller's, whose own objects are not touched."""
    wishes = {"include_obfuscation": False}
    driver.create(stream=True, stream_options=wishes)
    assert provider.served[0].asked_usage
    assert wishes == {"include_obfuscation": False}


def test_asking_can_be_switched_off(registry: CollectorRegistry, driver: Driver, provider: LoopbackProvider) -> None:
    """`include_usage=False` sends exactly what the caller sent."""
    watchspec.instrument(registry=registry, include_usage=False)
    try:
        driver.create(stream=True)
    finally:
        watchspec.uninstrument()
    assert not provider.served[0].asked_usage
    assert total(registry, catalogue.TOKENS.name) == 0


def test_server_that_refuses_is_asked_once(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A call that would succeed without us succeeds: it is sent again as the caller wrote it."""
    provider.behaviour = Behaviour(reject_stream_options=True)
    assert len(driver.create(stream=True)) == 10
    assert len(driver.create(stream=True)) == 10
    assert [served.asked_usage for served in provider.served] == [True, False, False]
    assert meter.outcomes() == {"success": 2}
    assert meter.attempts() == {"400": 1, "200": 2}


def test_refusal_of_the_callers_own_wish_is_the_callers(
    meter: Meter, driver: Driver, provider: LoopbackProvider
) -> None:
    """What the caller asked for is not quietly taken back."""
    provider.behaviour = Behaviour(reject_stream_options=True)
    with pytest.raises(openai.BadRequestError):
        driver.create(stream=True, stream_options={"include_usage": True})
    assert meter.errors() == {"bad_request": 1}


def test_usage_in_vendor_shapes() -> None:
    """Groq's extension, DeepSeek's cache hits, and mappings instead of objects."""
    assert find_usage({"x_groq": {"usage": {"prompt_tokens": 3, "completion_tokens": 2}}}) == Usage(3, 2)
    deepseek = {"prompt_tokens": 9, "completion_tokens": 1, "prompt_cache_hit_tokens": 6}
    assert read_usage(deepseek) == Usage(9, 1, 6)
    audio = {
        "prompt_tokens": 9,
        "completion_tokens": 5,
        "prompt_tokens_details": {"audio_tokens": 2, "cache_write_tokens": 1},
        "completion_tokens_details": {"audio_tokens": 3},
    }
    assert read_usage(audio) == Usage(9, 5, 0, 1, 0, 2, 3)
    assert find_usage({"choices": [{"delta": {}}]}) is None
    assert read_usage({}) is None


@pytest.mark.parametrize(("value", "tokens"), [(5, 5), (5.0, 5), (5.5, 0), (-1, 0), (None, 0), ("5", 0), (True, 0)])
def test_only_whole_positive_numbers_are_counts(value: Any, tokens: int) -> None:
    """A counter must never be asked to go down, or to take a guess."""
    assert count(value) == tokens


def test_impossible_details_are_bounded(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """More cached than input tokens is a provider's mistake; subsets stay subsets and the cost is that of the whole."""
    provider.behaviour = Behaviour(prompt_tokens=10, cached_tokens=50, tokens=4, reasoning_tokens=9)
    driver.create()
    assert meter.total(catalogue.CACHED_INPUT_TOKENS) == 10
    assert meter.total(catalogue.REASONING_TOKENS) == 4
    assert meter.total(catalogue.COST) == pytest.approx(10 * 1.25e-6 + 4 * 10e-6)
    assert meter.internal_errors() == 0
