"""LLM telemetry for Prometheus: one line instruments every OpenAI client of the process.

    import watchspec

    watchspec.instrument()
    watchspec.start_http_server(8000)

    with watchspec.context(feature="support_chat"):
        client.chat.completions.create(...)

Importing this package loads prometheus_client and nothing else that is heavy:
openai is loaded by `instrument()`, genai-prices by the first call with a price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec._internal.context import context
from watchspec._internal.evaluation import feedback, hallucination_check, request_ref, score
from watchspec._internal.instrumentation import instrument, uninstrument
from watchspec._internal.pushing import push_to_gateway
from watchspec._internal.serving import make_asgi_app, make_wsgi_app, start_http_server
from watchspec._internal.spans import observe, span

if TYPE_CHECKING:
    __version__: str

__all__ = [
    "__version__",
    "context",
    "feedback",
    "hallucination_check",
    "instrument",
    "make_asgi_app",
    "make_wsgi_app",
    "observe",
    "push_to_gateway",
    "request_ref",
    "score",
    "span",
    "start_http_server",
    "uninstrument",
]


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Reading metadata scans the path, which would double the time that the import takes.
    from importlib.metadata import version  # noqa: PLC0415 - see above

    return version("watchspec")
