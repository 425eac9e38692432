"""What the demo service does with watchspec, and the same service without it, for comparison."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol

import watchspec
from watchspec_generators.demo.judges import COMPLETENESS, completeness, verdict

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Telemetry(Protocol):
    """Every point at which the service touches its telemetry."""

    metrics: WSGIApplication | None

    def context(self, feature: str) -> AbstractContextManager[Any]:
        """Calls made inside belong to `feature`."""
        ...

    def judge(self, answer: str) -> None:
        """Score the answer of the latest call."""
        ...

    def feedback(self, thumbs: str, feature: str, model: str) -> None:
        """A user's rating, "up" or "down"."""
        ...


class Watched:
    """With watchspec, by the file that WATCHSPEC_CONFIG names; with traces if OpenTelemetry's endpoint is set."""

    def __init__(self) -> None:
        watchspec.instrument(traces=bool(os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")))
        self.metrics: WSGIApplication | None = watchspec.make_wsgi_app()

    def context(self, feature: str) -> AbstractContextManager[Any]:
        """As `Telemetry`."""
        return watchspec.context(feature=feature)

    def judge(self, answer: str) -> None:
        """As `Telemetry`."""
        watchspec.score(COMPLETENESS, completeness(answer))
        watchspec.hallucination_check(verdict(answer))

    def feedback(self, thumbs: str, feature: str, model: str) -> None:
        """As `Telemetry`."""
        watchspec.feedback(thumbs=thumbs, feature=feature, model=model)


class Unwatched:
    """Without: the service as it was before."""

    metrics: WSGIApplication | None = None

    def context(self, feature: str) -> AbstractContextManager[Any]:  # noqa: ARG002 - the protocol's signature
        """As `Telemetry`."""
        return nullcontext()

    def judge(self, answer: str) -> None:
        """As `Telemetry`."""

    def feedback(self, thumbs: str, feature: str, model: str) -> None:
        """As `Telemetry`."""
