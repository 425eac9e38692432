"""LLM telemetry for Prometheus: one line instruments every OpenAI client of the process.

    import watchspec

    watchspec.instrument()
    watchspec.start_http_server(8000)

    with watchspec.context(feature="support_chat"):
        client.chat.completions.create(...)

Importing this package loads nothing that is heavy; each part is loaded when its name is first used.
openai and genai-prices are loaded by `instrument()`, OpenTelemetry only if traces are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from watchspec._internal.context import context

if TYPE_CHECKING:
    from watchspec._internal.evaluation import feedback, hallucination_check, request_ref, score, toxicity_check
    from watchspec._internal.instrumentation import instrument, uninstrument
    from watchspec._internal.monitored import MonitoredAsyncAzureOpenAI as MonitoredAsyncAzureOpenAI
    from watchspec._internal.monitored import MonitoredAsyncOpenAI as MonitoredAsyncOpenAI
    from watchspec._internal.monitored import MonitoredAzureOpenAI as MonitoredAzureOpenAI
    from watchspec._internal.monitored import MonitoredOpenAI as MonitoredOpenAI
    from watchspec._internal.pushing import push_to_gateway
    from watchspec._internal.serving import make_asgi_app, make_wsgi_app, start_http_server
    from watchspec._internal.spans import observe, span
    from watchspec._internal.spending.hashing import user_label
    from watchspec._internal.spending.sessions import end_session, end_sessions

    __version__: str

# A star import uses every name of these; the clients, which need openai, are not among them.
__all__ = [
    "__version__",
    "context",
    "end_session",
    "end_sessions",
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
    "toxicity_check",
    "uninstrument",
    "user_label",
]

_PLACES = {
    "evaluation": ("feedback", "hallucination_check", "request_ref", "score", "toxicity_check"),
    "instrumentation": ("instrument", "uninstrument"),
    "monitored": (
        "MonitoredAsyncAzureOpenAI",
        "MonitoredAsyncOpenAI",
        "MonitoredAzureOpenAI",
        "MonitoredOpenAI",
    ),
    "pushing": ("push_to_gateway",),
    "serving": ("make_asgi_app", "make_wsgi_app", "start_http_server"),
    "spans": ("observe", "span"),
    "spending.hashing": ("user_label",),
    "spending.sessions": ("end_session", "end_sessions"),
}
_PLACE_OF = {name: place for place, names in _PLACES.items() for name in names}


if not TYPE_CHECKING:  # or every name would be there for a type checker, misspelled ones too

    def __getattr__(name: str) -> Any:
        place = _PLACE_OF.get(name)
        if place is not None:
            found = globals()[name] = getattr(import_module(f"watchspec._internal.{place}"), name)
            return found
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        # Reading metadata scans the path, which would double the time that the import takes.
        from importlib.metadata import version  # noqa: PLC0415 - see above

        return version("watchspec")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_PLACE_OF})
