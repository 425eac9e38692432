"""For tests of instrumented services: an OpenAI-compatible provider on loopback, and a look into a registry.

with LoopbackProvider() as provider:
    provider.behaviour = Behaviour(tokens=20, first_token=0.2)
    client = OpenAI(base_url=provider.url, api_key="none")
"""

from watchspec.testing.behaviour import ERRORS, Behaviour
from watchspec.testing.provider import LoopbackProvider, Rule, Served
from watchspec.testing.ratelimit import RateLimit
from watchspec.testing.samples import samples, total

__all__ = ["ERRORS", "Behaviour", "LoopbackProvider", "RateLimit", "Rule", "Served", "samples", "total"]
