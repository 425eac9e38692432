"""For tests of instrumented services: an OpenAI-compatible provider on loopback, and a look at what was measured.

    with capture() as seen:
        seen.client().chat.completions.create(model="gpt-4o-mini", messages=[])
        assert seen.outcomes() == {"success": 1}

The provider alone:

    with LoopbackProvider() as provider:
        provider.behaviour = Behaviour(tokens=20, first_token=0.2)
        client = OpenAI(base_url=provider.url, api_key="none")
"""

from watchspec.testing.behaviour import ERRORS, Behaviour
from watchspec.testing.captured import Captured, capture
from watchspec.testing.provider import LoopbackProvider, Rule, Served
from watchspec.testing.ratelimit import RateLimit
from watchspec.testing.samples import samples, total

__all__ = [
    "ERRORS",
    "Behaviour",
    "Captured",
    "LoopbackProvider",
    "RateLimit",
    "Rule",
    "Served",
    "capture",
    "samples",
    "total",
]
