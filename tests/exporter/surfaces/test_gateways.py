"""Providers and gateways by their host, through a transport that leads every host to the loopback provider."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.surfaces.calls import CALLS, labels_of, list_price

from watchspec import catalogue
from watchspec._internal import parking
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Meter

HTTP: Any = importlib.import_module(openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0])
"""httpx or httpx2, whichever this client runs on."""


class Leading(HTTP.HTTPTransport):  # type: ignore[misc]  # known only at run time
    """Sends everything to one place."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._target = HTTP.URL(url)

    def handle_request(self, request: Any) -> Any:
        target = self._target
        request.url = request.url.copy_with(scheme=target.scheme, host=target.host, port=target.port)
        return super().handle_request(request)


def client_for(host: str, provider: LoopbackProvider) -> openai.OpenAI:
    """A client that believes it talks to `host`."""
    transport = openai.DefaultHttpxClient(transport=Leading(provider.url))
    return openai.OpenAI(base_url=f"https://{host}/v1", api_key="none", max_retries=0, http_client=transport)


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("api.openai.com", "openai"),
        ("openrouter.ai", "openrouter"),
        ("api.groq.com", "groq"),
        ("api.deepseek.com", "deepseek"),
        ("my.openai.azure.com", "azure"),
        ("gateway.internal", "openai"),
    ],
)
def test_provider_by_host(meter: Meter, provider: LoopbackProvider, host: str, label: str) -> None:
    """Each call has the provider of its client's base URL, whole or streamed."""
    with client_for(host, provider) as client:
        CALLS["chat"](client)
        list(CALLS["chat"].streamed(client))
    assert meter.total(catalogue.REQUESTS, provider=label, outcome="success") == 2
    assert labels_of(meter, catalogue.REQUESTS, "provider") == {label}


def test_background_response_that_began_elsewhere(meter: Meter, provider: LoopbackProvider) -> None:
    """Who counts it counts it for the provider that was asked."""
    provider.behaviour = Behaviour(polls=0)
    with client_for("my.openai.azure.com", provider) as client:
        identity = client.responses.create(model="gpt-5", input="a", background=True).id
        parking.forget()
        client.responses.retrieve(identity)
    assert meter.total(catalogue.REQUESTS, provider="azure", outcome="success") == 1


@pytest.mark.parametrize("stream", [False, True])
def test_cost_that_a_gateway_tells(meter: Meter, provider: LoopbackProvider, stream: bool) -> None:
    """It wins over the price list, with tokens as they were reported."""
    provider.behaviour = Behaviour(headers={"x-litellm-response-cost": "0.0123"})
    with client_for("gateway.internal", provider) as client:
        if stream:
            list(CALLS["chat"].streamed(client))
        else:
            CALLS["chat"](client)
    assert meter.total(catalogue.COST, cost_source="gateway") == pytest.approx(0.0123)
    assert meter.total(catalogue.COST) == pytest.approx(0.0123)
    assert meter.total(catalogue.TOKENS) == 20


def test_provider_itself_is_no_gateway(meter: Meter, provider: LoopbackProvider) -> None:
    """Of a direct call the price list decides, whatever a header says."""
    provider.behaviour = Behaviour(headers={"x-litellm-response-cost": "0.0123"}, prompt_tokens=1000)
    with client_for("api.openai.com", provider) as client:
        CALLS["chat"](client)
    price = list_price("gpt-4o", input_tokens=1000, output_tokens=8)
    assert meter.total(catalogue.COST, cost_source="list") == pytest.approx(price)
    assert meter.total(catalogue.COST, cost_source="gateway") == 0
