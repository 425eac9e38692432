"""Provider names by host, and what stands in their way."""

from __future__ import annotations

from typing import Any

import pytest
from genai_prices import data_snapshot

from watchspec._internal.endpoint import provider_for
from watchspec._internal.providers import _BY_SUFFIX, provider_of


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("api.openai.com", "openai"),
        ("eu.api.OpenAI.com.", "openai"),
        ("mine.openai.azure.com", "azure"),
        ("openrouter.ai", "openrouter"),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "aws"),
        ("notopenrouter.ai", "openai"),
        ("127.0.0.1", "openai"),
        ("", "openai"),
    ],
)
def test_provider_by_host(host: str, provider: str) -> None:
    """Whole labels of the host count; an unknown one speaks OpenAI's protocol and gets its name."""
    assert provider_of(host) == provider


def test_names_are_those_of_the_price_list() -> None:
    """Otherwise nothing of that provider would have a price."""
    known = {provider.id for provider in data_snapshot.get_snapshot().providers}
    assert {provider for _, provider in _BY_SUFFIX} <= known


def test_base_url_may_change() -> None:
    """`client.base_url = ...` is followed; a client without one gets the default."""

    class Url:
        def __init__(self, host: str) -> None:
            self.host = host

    class Client:
        _base_url: Any = Url("api.openai.com")

    client = Client()
    assert provider_for(client) == "openai"
    assert provider_for(client) == "openai"
    client._base_url = Url("api.groq.com")
    assert provider_for(client) == "groq"
    client._base_url = None
    assert provider_for(client) == "openai"
