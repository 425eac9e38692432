"""Which provider an endpoint belongs to, by host name."""

from __future__ import annotations

DEFAULT = "openai"
"""Provider of an unknown host: it speaks OpenAI's protocol, and a proxy or gateway usually stands for OpenAI.

The spec says otherwise with `models: {name: {provider: ...}}`, which wins over the host.
"""

_BY_SUFFIX = (
    ("openai.azure.com", "azure"),
    ("cognitiveservices.azure.com", "azure"),
    ("services.ai.azure.com", "azure"),
    ("openai.com", "openai"),
    ("openrouter.ai", "openrouter"),
    ("groq.com", "groq"),
    ("mistral.ai", "mistral"),
    ("deepseek.com", "deepseek"),
    ("together.xyz", "together"),
    ("together.ai", "together"),
    ("fireworks.ai", "fireworks"),
    ("perplexity.ai", "perplexity"),
    ("cerebras.ai", "cerebras"),
    ("anthropic.com", "anthropic"),
    ("googleapis.com", "google"),
    ("amazonaws.com", "aws"),
    ("cohere.com", "cohere"),
    ("cohere.ai", "cohere"),
    ("moonshot.ai", "moonshotai"),
    ("x.ai", "x-ai"),
)


def provider_of(host: str) -> str | None:
    """Provider label for a host name, None for an unknown one; names are those of genai-prices where it has them."""
    host = host.lower().rstrip(".")
    for suffix, provider in _BY_SUFFIX:
        if host == suffix or host.endswith("." + suffix):
            return provider
    return None
