"""Attempts with their status and time, told apart from the waiting between them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.surfaces.calls import CALLS, check, made, tokens

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

CHAT = CALLS["chat"]


@pytest.mark.parametrize("stream", [False, True])
def test_time_of_each(meter: Meter, driver: Driver, provider: LoopbackProvider, stream: bool) -> None:
    """A slow refusal, a wait that the provider asks for, and a slow answer add up to the call."""
    driver.options["max_retries"] = 2
    provider.script([Behaviour(error="rate_limit", retry_after="0.3", latency=0.1), Behaviour(latency=0.2)])
    made(driver, CHAT.streamed if stream else CHAT)
    refused = meter.total(catalogue.ATTEMPT_SECONDS, status="429")
    answered = meter.total(catalogue.ATTEMPT_SECONDS, status="200")
    waited = meter.total(catalogue.BACKOFF_SECONDS)
    whole = meter.total(catalogue.DURATION, "_sum")
    assert (refused >= 0.1, answered >= 0.2, waited >= 0.3) == (True, True, True)
    assert refused + answered + waited <= whole, "nothing is in two of them"
    check(meter, "success", operation="chat", usage="provider")


def test_all_kinds(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """As many attempts as the provider has served, by how each ended."""
    driver.options |= {"max_retries": 5, "timeout": 0.4}
    quick = "0.01"
    provider.script(
        [
            Behaviour(error="rate_limit", retry_after=quick),
            Behaviour(error="conflict", retry_after=quick),
            Behaviour(error="overloaded", retry_after=quick),
            Behaviour(drop=True),
            Behaviour(latency=3),
        ]
    )
    made(driver, CHAT)
    assert meter.attempts() == {"429": 1, "409": 1, "503": 1, "connection": 1, "timeout": 1, "200": 1}
    assert len(provider.served) == 6
    check(meter, "success", operation="chat")


def test_no_retry_no_backoff(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A call that needed none has no waiting time, not even 0."""
    made(driver, CHAT)
    names = {sample.name for family in meter.registry.collect() for sample in family.samples}
    assert catalogue.BACKOFF_SECONDS.name not in names


@pytest.mark.parametrize("header", [{"x-should-retry": "false"}, {}])
def test_what_the_client_does_not_retry(
    meter: Meter, driver: Driver, provider: LoopbackProvider, header: dict[str, str]
) -> None:
    """One attempt, whether the provider says so or the status."""
    driver.options["max_retries"] = 3
    provider.behaviour = Behaviour(error="server" if header else "bad_request", headers=header)
    with pytest.raises(openai.APIStatusError):
        made(driver, CHAT)
    assert sum(meter.attempts().values()) == len(provider.served) == 1


def test_cancelled_while_waiting(meter: Meter, provider: LoopbackProvider) -> None:
    """The wait that was cut short counts as far as it went, and there was no second attempt."""
    provider.behaviour = Behaviour(error="rate_limit", retry_after="5")

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none", max_retries=2) as client:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(CHAT(client), 0.6)

    asyncio.run(main())
    check(meter, "cancelled", operation="chat", usage="none")
    assert meter.attempts() == {"429": 1}
    assert 0 < meter.total(catalogue.BACKOFF_SECONDS) <= 1


def test_cancelled_attempt(meter: Meter, provider: LoopbackProvider) -> None:
    """An attempt that the caller broke off is one."""
    provider.behaviour = Behaviour(latency=5)

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none", max_retries=2) as client:
            task = asyncio.ensure_future(CHAT(client))
            await asyncio.sleep(0.3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    check(meter, "cancelled", operation="chat", usage="none")
    assert meter.attempts() == {"cancelled": 1}
    assert meter.total(catalogue.BACKOFF_SECONDS) == 0


def test_retries_of_the_service_are_calls(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """What the service's own code repeats is a call each time; so is a fallback to another model."""
    provider.script([Behaviour(error="server")])
    for model in ("gpt-4o", "gpt-4o-mini"):
        with suppress(openai.InternalServerError):
            made(driver, partial(CHAT.make, model=model))
    assert meter.outcomes() == {"error": 1, "success": 1}
    assert meter.total(catalogue.REQUESTS, model="gpt-4o-mini", outcome="success") == 1


def test_a_stream_is_not_retried(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Nothing of it is repeated once its headers have arrived."""
    driver.options["max_retries"] = 3
    provider.behaviour = Behaviour(cut_after=2)
    with pytest.raises(Exception, match=r"(?i)connection|peer|incomplete"):
        made(driver, CHAT.streamed)
    assert meter.attempts() == {"200": 1}
    assert len(provider.served) == 1


def test_call_within_a_call(meter: Meter, provider: LoopbackProvider) -> None:
    """A client whose requests need another call first, such as for a token: each keeps its own attempts."""

    class Asking(openai.OpenAI):
        inner: Any = None

        def _prepare_options(self, options: Any) -> Any:
            if self.inner is not None:
                inner, self.inner = self.inner, None
                inner.embeddings.create(model="text-embedding-3-small", input="a")
            return options

    with (
        openai.OpenAI(base_url=provider.url, api_key="none") as other,
        Asking(base_url=provider.url, api_key="none", max_retries=0) as client,
    ):
        client.inner = other
        CHAT(client)
    assert meter.total(catalogue.ATTEMPTS, operation="chat") == 1
    assert meter.total(catalogue.ATTEMPTS, operation="embeddings") == 1
    assert meter.outcomes() == {"success": 2}
    assert tokens(meter) == (24, 8)
