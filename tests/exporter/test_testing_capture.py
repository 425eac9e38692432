"""`capture()` shows a test what is measured of its calls, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import openai
import pytest
from prometheus_client import CollectorRegistry

import watchspec
from watchspec import catalogue
from watchspec._internal.instrumentation import process_recorder
from watchspec.testing import Behaviour, Captured, LoopbackProvider, capture, total

if TYPE_CHECKING:
    from tests.exporter.conftest import Meter

BODY: dict[str, Any] = {"model": "gpt-4o-mini", "messages": []}


def test_three_lines() -> None:
    """A call is measured, with its labels, tokens and cost."""
    with capture() as seen:
        with watchspec.context(feature="search"):
            seen.client().chat.completions.create(**BODY)
        assert seen.calls() == seen.calls(feature="search", model="gpt-4o-mini", operation="chat") == 1
        assert seen.total(catalogue.TOKENS, type="output") == 8
        assert seen.total("llm_tokens_total", type="input") == 12
        assert seen.total("llm_request_duration_seconds_count") == 1
        assert seen.calls(feature="other") == 0


def test_async_stream() -> None:
    """An asynchronous client is measured as well."""

    async def main(client: openai.AsyncOpenAI) -> None:
        async with client:
            async for _ in await client.chat.completions.create(stream=True, **BODY):
                pass

    with capture(Behaviour(finish_reason="length")) as seen:
        asyncio.run(main(seen.async_client()))
        assert seen.outcomes() == {"truncated": 1}
        assert seen.errors() == {}


def test_failures_are_not_tried_again() -> None:
    """One call, one request, one error; a test that wants retries asks for them."""
    with capture(Behaviour(error="rate_limit", retry_after="0")) as seen:
        with pytest.raises(openai.RateLimitError):
            seen.client().chat.completions.create(**BODY)
        assert len(seen.provider.served) == 1
        with pytest.raises(openai.RateLimitError):
            seen.client(max_retries=2).chat.completions.create(**BODY)
        assert len(seen.provider.served) == 4
        assert seen.outcomes() == {"error": 2}
        assert seen.errors(model="gpt-4o-mini") == {"rate_limit": 2}


def test_the_service_s_own_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that the code under test makes by itself is measured too."""
    with capture() as seen:
        monkeypatch.setenv("OPENAI_BASE_URL", seen.provider.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        with openai.OpenAI() as client:
            client.embeddings.create(model="text-embedding-3-small", input="a")
        assert seen.calls(operation="embeddings") == 1


def test_config_and_prices() -> None:
    """Both reach `instrument()`: declared models begin at 0, and nothing is priced."""
    with capture(config={"models": [{"name": "m"}]}, prices=False) as seen:
        assert seen.total(catalogue.REQUESTS, model="m") == 0
        seen.client().chat.completions.create(**BODY)
        assert seen.total(catalogue.COST) == 0
        assert seen.total(catalogue.UNPRICED) == 1


def test_nothing_is_left_behind() -> None:
    """Neither hooks nor an open port nor an open client, also after a test that fails."""
    clients: list[openai.OpenAI] = []
    seen: list[Captured] = []

    def failing_test() -> None:
        with capture() as captured:
            clients.append(captured.client())
            clients[0].chat.completions.create(**BODY)
            seen.append(captured)
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        failing_test()
    assert process_recorder() is None
    assert clients[0].is_closed()
    with pytest.raises(RuntimeError, match="not running"):
        _ = seen[0].provider.url
    with LoopbackProvider() as provider, openai.OpenAI(base_url=provider.url, api_key="none") as other:
        other.chat.completions.create(**BODY)
    assert seen[0].calls() == 1


@pytest.mark.parametrize("taken_out", [False, True])
def test_what_was_before_is_back(meter: Meter, provider: LoopbackProvider, taken_out: bool) -> None:
    """Calls inside are not counted outside, and those after it are, even if the test has uninstrumented."""
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        with capture() as seen:
            client.chat.completions.create(**BODY)
            if taken_out:
                watchspec.uninstrument()
        assert (seen.calls(), meter.outcomes()) == (1, {})
        client.chat.completions.create(**BODY)
    assert (seen.calls(), meter.outcomes()) == (1, {"success": 1})


def test_captures_nest() -> None:
    """Each call belongs to the innermost."""
    with capture() as outer:
        client = outer.client()
        with capture() as inner:
            client.chat.completions.create(**BODY)
        client.chat.completions.create(**BODY)
        client.chat.completions.create(**BODY)
    assert (inner.calls(), outer.calls()) == (1, 2)


def test_set_up_that_fails_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test must not pass because nothing was measured."""
    monkeypatch.setattr("watchspec._internal.instrumentation.Recorder", None)
    with pytest.raises(RuntimeError, match="has failed"), capture():
        pytest.fail("the block must not run")
    assert process_recorder() is None


def test_registry_can_be_read_like_any_other() -> None:
    """It is prometheus_client's own."""
    with capture() as seen:
        seen.client().chat.completions.create(**BODY)
        assert isinstance(seen.registry, CollectorRegistry)
        assert total(seen.registry, catalogue.IN_FLIGHT.name) == 0
