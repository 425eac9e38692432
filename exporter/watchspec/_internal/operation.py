"""One call from start to its only end, and what is learnt about it on the way."""

from __future__ import annotations

from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal.outcomes import outcome_mid_stream, outcome_of_exception, outcome_of_reasons
from watchspec._internal.steps import spending
from watchspec._internal.usage import Usage, field, find_usage

if TYPE_CHECKING:
    from watchspec._internal.series import Series

running: ContextVar[Operation | None] = ContextVar("watchspec_running", default=None)
"""The call whose HTTP attempts are being made by this thread or task."""

last: ContextVar[Series | None] = ContextVar("watchspec_last", default=None)
"""Series of the latest call of this thread or task; scores and feedback follow it."""


class Operation:
    """State of one call; every method may be called at any time and none raises."""

    __slots__ = (
        "answered",
        "backing_off",
        "done",
        "first_token",
        "last_token",
        "model",
        "options",
        "response",
        "series",
        "spending",
        "started",
        "tier",
        "usage",
    )

    def __init__(self, series: Series, model: str, options: Any) -> None:
        self.series = series
        self.spending = spending(series.recorder, series.labels[-1])
        self.model = model
        self.options = options
        self.started = perf_counter()
        self.answered: str | None = None
        self.tier: str | None = None
        self.usage: Usage | None = None
        self.first_token: float | None = None
        self.last_token: float | None = None
        self.response: Any = None
        self.backing_off = False
        self.done = False
        series.in_flight.inc()

    def learn(self, body: Any) -> None:
        """Keeps model, tier and usage of a response, whole or in part."""
        usage = find_usage(body)
        if usage is not None:
            self.usage = usage
        model = field(body, "model")
        if isinstance(model, str) and model:
            self.answered = model
        tier = field(body, "service_tier")
        if isinstance(tier, str):
            self.tier = tier

    def attempt(self, status: str) -> None:
        """Counts one HTTP attempt."""
        try:
            self.series.attempts[status].inc()
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.series.recorder.safety.failed("attempt")

    def end(self, outcome: str, error_type: str | None = None, ended: float | None = None) -> None:
        """Counts the call once; later ends are ignored."""
        if self.done:
            return
        self.done = True
        self.options = self.response = None
        try:
            self.series.recorder.finish(self, outcome, error_type, perf_counter() if ended is None else ended)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.series.recorder.safety.failed("finish")

    def end_with(self, exc: BaseException, *, mid_stream: bool = False) -> None:
        """Ends a call that raised."""
        try:
            outcome, error_type = outcome_mid_stream(exc) if mid_stream else outcome_of_exception(exc)
            completion = getattr(exc, "completion", None)
            if completion is not None:
                self.learn(completion)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.series.recorder.safety.failed("classify")
            outcome, error_type = "error", "other"
        self.end(outcome, error_type)

    def end_finished(self, reasons: list[str]) -> None:
        """Ends a call that was answered in full, with the finish reasons of its choices."""
        self.end(outcome_of_reasons(reasons))

    def tokens_per_second(self, usage: Usage) -> float | None:
        """Visible output tokens per second between the first and the last; None if there is no such span."""
        if self.first_token is None or self.last_token is None:
            return None
        span = self.last_token - self.first_token
        # The first token opens the span, so n tokens have n - 1 gaps; reasoning came before it.
        gaps = usage.output - usage.reasoning - 1
        return gaps / span if span > 0 and gaps > 0 else None
