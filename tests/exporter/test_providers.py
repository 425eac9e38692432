"""Provider names by host, and what stands in their way."""

from __future__ import annotations

from typing import Any

import pytest
from genai_prices import data_snapshot

from watchspec._internal.plans import plans_of
from watchspec._internal.providers import _BY_SUFFIX, provider_of


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("api.openai.com", "openai"),
        ("eu.api.OpenAI.com.", "openai"),
        ("mine.openai.azure.com", "azure"),
        ("openrouter.ai", "openrouter"),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "aws"),
        ("notopenrouter.ai", None),
        ("127.0.0.1", None),
        ("", None),
    ],
)
def test_provider_by_host(host: str, provider: str | None) -> None:
    """Whole labels of the host count."""
    assert provider_of(host) == provider


def test_names_are_those_of_the_price_list() -> None:
    """Otherwise nothing of that provider would have a price."""
    known = {provider.id for provider in data_snapshot.get_snapshot().providers}
    assert {provider for _, provider in _BY_SUFFIX} <= known


def test_base_url_may_change() -> None:
    """`client.base_url = ...` is followed; an unknown host speaks OpenAI's protocol, and may be a gateway."""

    class Url:
        def __init__(self, host: str) -> None:
            self.host = host

    class Client:
        def __init__(self) -> None:
            self._base_url: Any = Url("api.openai.com")

    recorder: Any = object()
    client = Client()
    plans = plans_of(recorder, client)
    assert (plans.provider, plans.has_gateway) == ("openai", False)
    assert plans_of(recorder, client) is plans
    client._base_url = Url("api.groq.com")
    assert plans_of(recorder, client).provider == "groq"
    client._base_url = Url("llm-proxy.example.com")
    plans = plans_of(recorder, client)
    assert (plans.provider, plans.has_gateway) == ("openai", True)
    client._base_url = None
    assert plans_of(recorder, client).provider == "openai"
    assert plans_of(object(), client).recorder is not recorder  # type: ignore[arg-type]  # any other one
