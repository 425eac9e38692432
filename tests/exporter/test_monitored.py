"""Clients that are measured from the start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import openai
import pytest

import watchspec
from watchspec import (
    MonitoredAsyncAzureOpenAI,
    MonitoredAsyncOpenAI,
    MonitoredAzureOpenAI,
    MonitoredOpenAI,
    catalogue,
)
from watchspec._internal.recorder import Recorder
from watchspec.testing import Behaviour, LoopbackProvider, RateLimit, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai.types.chat import ChatCompletion
    from prometheus_client import CollectorRegistry

BODY: dict[str, Any] = {"model": "gpt-4o", "messages": []}
KINDS: dict[str, tuple[Any, Any]] = {
    "OpenAI": (MonitoredOpenAI, openai.OpenAI),
    "AsyncOpenAI": (MonitoredAsyncOpenAI, openai.AsyncOpenAI),
    "AzureOpenAI": (MonitoredAzureOpenAI, openai.AzureOpenAI),
    "AsyncAzureOpenAI": (MonitoredAsyncAzureOpenAI, openai.AsyncAzureOpenAI),
}


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    watchspec.uninstrument()


def _options(kind: str, url: str, registry: CollectorRegistry) -> dict[str, Any]:
    options: dict[str, Any] = {"api_key": "none", "base_url": url, "monitoring": {"registry": registry}}
    return options | ({"api_version": "2024-06-01"} if "Azure" in kind else {})


def _requests(registry: CollectorRegistry, **labels: str) -> float:
    return total(registry, catalogue.REQUESTS.name, **labels)


def _calls(client: Any) -> None:
    """A call, a stream and an error of the client, of a copy of it, and of a copy's copy."""

    def sync() -> None:
        for one in (client, client.with_options(timeout=5), client.copy(max_retries=0).with_options(timeout=3)):
            one.chat.completions.create(**BODY)
            list(one.chat.completions.create(**BODY, stream=True))
        client.close()

    async def later() -> None:
        for one in (client, client.with_options(timeout=5), client.copy(max_retries=0).with_options(timeout=3)):
            await one.chat.completions.create(**BODY)
            assert [chunk async for chunk in await one.chat.completions.create(**BODY, stream=True)]
        await client.close()

    if isinstance(client, openai.AsyncOpenAI):
        asyncio.run(later())
    else:
        sync()


@pytest.mark.parametrize("process", ["not", "before", "after"])
@pytest.mark.parametrize("kind", KINDS)
def test_counted_once(registry: CollectorRegistry, provider: LoopbackProvider, kind: str, process: str) -> None:
    """A call of the client or a copy is counted once, by the client's own registry, whatever else is measured."""
    from prometheus_client import CollectorRegistry

    both = CollectorRegistry()
    monitored, original = KINDS[kind]
    if process == "before":
        watchspec.instrument(registry=both)
    client = monitored(**_options(kind, provider.url, registry))
    if process == "after":
        watchspec.instrument(registry=both)
    assert isinstance(client, original)
    assert isinstance(client.with_options(timeout=5), monitored)
    _calls(client)
    assert (_requests(registry), _requests(both)) == (6, 0)
    assert total(registry, catalogue.ATTEMPTS.name) == len(provider.served) == 6
    assert total(registry, catalogue.INTERNAL_ERRORS.name) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_left_alone(registry: CollectorRegistry, provider: LoopbackProvider, kind: str) -> None:
    """A plain client beside it is not measured."""
    monitored, original = KINDS[kind]
    options = _options(kind, provider.url, registry)
    monitored(**options)
    del options["monitoring"]
    _calls(original(**options))
    assert _requests(registry) == 0


def test_options(registry: CollectorRegistry, provider: LoopbackProvider) -> None:
    """`monitoring` takes what `instrument()` takes."""
    config = {
        "models": [{"name": "gpt-4o", "price": {"input_usd_per_million_tokens": 1, "output_usd_per_million_tokens": 0}}]
    }
    monitoring = {"registry": registry, "config": config, "include_usage": False}
    with MonitoredOpenAI(base_url=provider.url, api_key="none", monitoring=monitoring) as client:
        client.chat.completions.create(**BODY)
        list(client.chat.completions.create(**BODY, stream=True))
    assert total(registry, catalogue.COST.name, cost_source="custom") == pytest.approx(12e-6)
    assert [served.asked_usage for served in provider.served] == [False, False]


@pytest.mark.parametrize("monitoring", [{"config": 3}, {"registry": "none"}, {"registry": None, "traces": "yes"}])
def test_options_that_cannot_be_used(provider: LoopbackProvider, monitoring: dict[str, Any]) -> None:
    """The client works all the same."""
    with MonitoredOpenAI(base_url=provider.url, api_key="none", monitoring=monitoring) as client:
        assert client.chat.completions.create(**BODY).choices


def test_unknown_option(provider: LoopbackProvider) -> None:
    """A misspelled option raises where the client is made, as one of the client's own does."""
    with pytest.raises(TypeError, match="registrty"):
        MonitoredOpenAI(base_url=provider.url, api_key="none", monitoring={"registrty": None})


def test_copies_share_what_the_client_has(
    registry: CollectorRegistry, provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy, which services make for every request, sets nothing up again."""
    made: list[Recorder] = []
    plain = Recorder.__init__

    def counting(self: Recorder, *args: Any, **kwargs: Any) -> None:
        made.append(self)
        plain(self, *args, **kwargs)

    monkeypatch.setattr(Recorder, "__init__", counting)
    with MonitoredOpenAI(base_url=provider.url, api_key="none", monitoring={"registry": registry}) as client:
        for _ in range(20):
            client.with_options(timeout=5).chat.completions.create(**BODY)
    assert len(made) == 1
    assert _requests(registry) == 20


def test_uninstrumented(registry: CollectorRegistry, provider: LoopbackProvider) -> None:
    """`uninstrument(client)` ends it, for later copies too."""
    with MonitoredOpenAI(base_url=provider.url, api_key="none", monitoring={"registry": registry}) as client:
        watchspec.uninstrument(client)
        client.chat.completions.create(**BODY)
        client.with_options(timeout=5).chat.completions.create(**BODY)
    assert _requests(registry) == 0


def test_several_on_one_registry(registry: CollectorRegistry, provider: LoopbackProvider) -> None:
    """Clients that share a registry add up, and none takes the others' rate limits away."""
    options: dict[str, Any] = {"base_url": provider.url, "api_key": "none", "monitoring": {"registry": registry}}
    provider.behaviour = Behaviour(rate_limit=RateLimit(limit_requests=100))
    with MonitoredOpenAI(**options) as first, MonitoredOpenAI(**options) as second:
        first.chat.completions.create(**BODY)
        second.chat.completions.create(**BODY | {"model": "gpt-4o-mini"})
    assert _requests(registry) == 2
    for model in ("gpt-4o", "gpt-4o-mini"):
        assert total(registry, catalogue.QUOTA_LIMIT_REQUESTS.name, model=model) == 100


def test_scores_follow_it(registry: CollectorRegistry, provider: LoopbackProvider) -> None:
    """Scores go where the call was counted, without a process-wide `instrument()`."""
    with MonitoredOpenAI(base_url=provider.url, api_key="none", monitoring={"registry": registry}) as client:
        client.chat.completions.create(**BODY)
        watchspec.score("relevance", 1.0)
    assert total(registry, catalogue.EVALUATION_SCORE.name + "_count", model="gpt-4o") == 1


def typed(registry: CollectorRegistry) -> str:
    """For mypy: the clients are what they were, with their methods' own types; run by the test below."""
    client = MonitoredOpenAI(api_key="none", base_url="http://127.0.0.1:1", monitoring={"registry": registry})
    plain: openai.OpenAI = client
    copy: MonitoredOpenAI = client.with_options(timeout=5).copy(max_retries=0)
    later: openai.AsyncOpenAI = MonitoredAsyncOpenAI(api_key="none")
    azure: openai.AzureOpenAI = MonitoredAzureOpenAI(api_key="none", base_url="http://127.0.0.1:1", api_version="1")

    def ask() -> ChatCompletion:
        return copy.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hello"}])

    def wrong() -> None:
        copy.chat.completions.create(model="gpt-4o")  # type: ignore[call-overload]  # mypy sees that the messages are missing

    return " ".join(type(one).__name__ for one in (plain, copy, later, azure)) + ask.__name__ + wrong.__name__


def test_types(registry: CollectorRegistry) -> None:
    """The example that mypy checks also runs."""
    assert typed(registry).startswith("MonitoredOpenAI MonitoredOpenAI MonitoredAsyncOpenAI MonitoredAzureOpenAI")
