"""Attempts, labels, and the ways into the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import openai
import pytest
from tests.exporter.conftest import A_DICT

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

BODY: dict[str, Any] = {"model": "gpt-4o", "messages": []}
QUICK = "0.01"


def test_attempts_are_told_apart_from_operations(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Two failures that were retried and a success: one operation, three attempts."""
    driver.options = {"max_retries": 3}
    provider.script([Behaviour(error="rate_limit", retry_after=QUICK), Behaviour(error="server", retry_after=QUICK)])
    driver.create()
    assert meter.outcomes() == {"success": 1}
    assert meter.errors() == {}
    assert meter.attempts() == {"429": 1, "500": 1, "200": 1}
    assert len(provider.served) == 3


def test_lost_attempts_have_their_kind(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """An attempt that ends without a status is a timeout or a connection error."""
    driver.options = {"max_retries": 2, "timeout": 0.3}
    provider.script([Behaviour(drop=True), Behaviour(latency=5)])
    driver.create(stream=True)
    assert meter.attempts() == {"connection": 1, "timeout": 1, "200": 1}


def test_all_attempts_fail(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """The last attempt is counted as the others."""
    driver.options = {"max_retries": 2}
    provider.behaviour = Behaviour(error="overloaded", retry_after=QUICK)
    with pytest.raises(openai.InternalServerError):
        driver.create()
    assert meter.attempts() == {"503": 3}
    assert meter.outcomes() == {"error": 1}


def test_labels_of_a_call(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """The model is the requested one where it is known; prices follow the answered one."""
    provider.behaviour = Behaviour(answered_model="gpt-4o-mini-2024-07-18", prompt_tokens=1000, tokens=0)
    watchspec.instrument(registry=meter.registry, config={"models": [{"name": "my-deployment"}]})
    with watchspec.context(feature="support_chat", user_id="u1", session_id="s1", prompt="v2"):
        driver.create(model="my-deployment")
    labels = {"model": "my-deployment", "provider": "openai", "operation": "chat", "feature": "support_chat"}
    assert meter.total(catalogue.REQUESTS, outcome="success", **labels) == 1
    assert meter.total(catalogue.COST, **labels) == pytest.approx(1000 * 0.15e-6)


def test_unknown_model_is_unpriced(
    meter: Meter, driver: Driver, provider: LoopbackProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """Counted and logged once; never a cost of 0."""
    for _ in range(2):
        driver.create(model="no-such-model-9")
    assert meter.total(catalogue.UNPRICED, model=catalogue.UNLISTED) == 2
    assert meter.total(catalogue.TOKENS, model=catalogue.UNLISTED, type="input") == 24
    assert meter.total(catalogue.UNPRICED_TOKENS, type="output") == 16
    assert [record.message for record in caplog.records if record.name == "watchspec"] == [
        "no price for model 'no-such-model-9' of openai; its calls count as unpriced"
    ]


def test_post_is_seen(meter: Meter, driver: Driver) -> None:
    """`client.post()` with whatever type to cast to."""
    path, body = "/chat/completions", dict(BODY)
    made = driver.run(
        lambda client: client.post(path, body=body, cast_to=A_DICT),
        lambda client: client.post(path, body=body, cast_to=A_DICT),
    )
    assert made["usage"]["total_tokens"] == 20
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.TOKENS) == 20


def test_request_with_keywords(meter: Meter, provider: LoopbackProvider) -> None:
    """`client.request()` as somebody may call it by hand, with a query and a slash at the end."""
    from openai._models import FinalRequestOptions
    from openai.types.chat import ChatCompletion

    options = FinalRequestOptions.construct(method="post", url="/chat/completions?x=1", json_data=dict(BODY))
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        made = client.request(cast_to=ChatCompletion, options=options)
    assert made.usage is not None
    assert meter.outcomes() == {"success": 1}


def test_body_that_is_no_mapping(meter: Meter, provider: LoopbackProvider) -> None:
    """The model of an opaque body is unknown; the call is still counted."""
    from openai._models import FinalRequestOptions
    from openai.types.chat import ChatCompletion

    options = FinalRequestOptions.construct(
        method="post",
        url="/chat/completions",
        content=b'{"model": "gpt-4o"}',
        headers={"content-type": "application/json"},
    )
    with openai.OpenAI(base_url=provider.url, api_key="none") as client:
        client.request(ChatCompletion, options)
    assert meter.total(catalogue.REQUESTS, model="unknown", outcome="success") == 1


def test_extra_body_decides_the_model(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """`extra_body` overrides the body, for the client and for us."""
    driver.create(extra_body={"model": "gpt-4o-mini"})
    assert provider.served[0].model == "gpt-4o-mini"
    assert meter.total(catalogue.REQUESTS, model="gpt-4o-mini", outcome="success") == 1


def test_azure(meter: Meter, provider: LoopbackProvider) -> None:
    """Azure's client puts the model into the path and begins streams with an empty chunk."""
    provider.behaviour = Behaviour(empty_choices=True, answered_model="gpt-4o-2024-08-06")
    with openai.AzureOpenAI(base_url=provider.url, api_key="none", api_version="2024-10-21", max_retries=0) as client:
        assert len(list(client.chat.completions.create(stream=True, **BODY))) == 11
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.TOKENS) == 20
    assert meter.internal_errors() == 0


def test_what_is_not_measured_passes_through(meter: Meter, driver: Driver) -> None:
    """Other endpoints and methods are the client's business alone."""
    with pytest.raises(openai.NotFoundError):
        driver.run(
            lambda client: client.models.retrieve("gpt-4o"),
            lambda client: client.models.retrieve("gpt-4o"),
        )
    assert meter.outcomes() == {}
    assert meter.attempts() == {}


def test_exception_is_the_clients_own(meter: Meter, provider: LoopbackProvider) -> None:
    """The very object that the client raised, with its cause and without one of ours."""
    raised = openai.APIConnectionError(request=cast("Any", None))

    def fail(*_: object, **__: object) -> None:
        raise raised

    with openai.OpenAI(base_url=provider.url, api_key="none", max_retries=0) as client:
        cast("Any", client)._send_request = fail
        with pytest.raises(openai.APIConnectionError) as seen:
            client.chat.completions.create(**BODY)
    assert seen.value is raised
    assert seen.value.__context__ is None
    assert meter.errors() == {"connection": 1}


def test_failure_before_any_attempt(meter: Meter, provider: LoopbackProvider) -> None:
    """A request that could not be built is an error without attempts."""
    with openai.OpenAI(base_url=provider.url, api_key="none") as client, pytest.raises(TypeError):
        client.chat.completions.create(model="gpt-4o", messages=cast("Any", [{"content": object()}]))
    assert meter.errors() == {"other": 1}
    assert meter.attempts() == {}
    assert meter.total(catalogue.IN_FLIGHT) == 0
