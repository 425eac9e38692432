"""One call from start to its only end, and what is learnt about it on the way.

Nothing is counted here: a call is put into the ledger when it begins and when it has ended,
and counted when the ledger is drained. What is kept until then holds no prompt and no answer.
"""

from __future__ import annotations

from contextlib import suppress
from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal.counting import count_call
from watchspec._internal.estimate import estimate
from watchspec._internal.outcomes import outcome_mid_stream, outcome_of_exception
from watchspec._internal.usage import field, find_usage

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Mapping, Sequence
    from contextvars import Token

    from watchspec._internal.context import Context
    from watchspec._internal.plans import Plan
    from watchspec._internal.series import Series
    from watchspec._internal.step_series import Spent
    from watchspec._internal.steps import Step
    from watchspec._internal.tally import Tally
    from watchspec._internal.tracing.messages import Content
    from watchspec._internal.usage import Usage

GOES_ON: tuple[str, str | None] = ("goes on", None)
"""In place of an outcome: it is not over."""

latest: ContextVar[Operation | None] = ContextVar("watchspec_latest", default=None)
"""The call that this thread or task began last, `is_running` while its HTTP attempts are being made.

Once it has ended, scores and feedback follow it. One variable for both, as each change of one costs a microsecond.
"""


def running() -> Operation | None:
    """The call whose HTTP attempts are being made by this thread or task."""
    operation = latest.get()
    return operation if operation is not None and operation.is_running else None


class Operation:
    """State of one call; every method may be called at any time and none raises.

    Most calls need few of these attributes: the defaults stay on the class.
    Times are perf_counter readings in seconds.
    """

    plan: Plan
    context: Context
    started: float
    attempt_started: float
    """When the attempt began that is being made."""
    is_special = False
    """Whether more is to be said of this call than how long it took and what it used."""
    options: Any = None
    """The request, until the call has ended."""

    steps: Step | None = None
    """Innermost step where the call began."""
    spending: Sequence[Spent] = ()
    """Where it is charged besides its own series."""
    trace: Any = None
    """Whatever the tracer put here."""
    content: Content | None = None
    """What was said, only where traces are to have it."""
    server: tuple[str, int] | None = None
    """Host and port, only where traces are to have them."""

    is_running = False
    """Whether its HTTP attempts are being made."""
    token: Token[Operation | None] | None = None
    """Puts back what was the latest call before, if this one is not to stay it: it generates nothing, or ran inside."""
    changed: tuple[Any, Any] | None = None
    """The request and its own body while it is sent with another one."""
    injected = False
    """Whether we asked for the usage of this stream."""
    choices = 1
    streamed = False

    response: Any = None
    headers: Any = None
    """Headers of the final answer."""
    status: str | None = None
    """Status label of the final attempt, if there was one."""
    answered_at: float | None = None
    """When the headers of the final attempt had arrived."""
    retried: Sequence[tuple[str, float]] = ()
    """Status and seconds of each attempt before the final one."""
    backoff = 0.0
    backing_off = False

    ended = 0.0
    outcome: str | None = None
    error_type: str | None = None
    done = False
    parked = False
    """Whether it waits for somebody to see the end of its response in the background."""
    adopted = False
    """Whether another process has begun it, and this one has seen its end."""
    settled = False
    """Whether its end has been counted; two threads may end it at the same moment."""
    judge: Callable[[], tuple[str, str | None] | None] | None = None
    """Tells the outcome of a stream that was thrown away."""

    answered: str | None = None
    tier: str | None = None
    usage_reported: Any = None
    """What the answer says about its usage, not yet read."""
    usage: Usage | None = None
    estimated: Usage | None = None
    cost: float | None = None
    cost_source: str | None = None
    response_id: str | None = None
    finish_reasons: Sequence[str] = ()

    first_event: float | None = None
    first_reasoning: float | None = None
    first_token: float | None = None
    last_token: float | None = None
    exemplar: Mapping[str, str] | None = None
    """Labels of the trace that this call belongs to, if it is kept."""
    delivered = 0
    """Visible tokens, where not all of them were timed."""
    times: array[float] | None = None
    """Arrivals of visible tokens, until they are counted."""

    def came_back(self) -> None:
        """Notes that no more attempts are made."""
        self.is_running = False
        token, self.token = self.token, None
        if token is not None:
            with suppress(ValueError):  # driven from another context than it began in: its mark dies with that one
                latest.reset(token)

    @property
    def series(self) -> Series:
        """Where it is counted."""
        return self.plan.series

    @property
    def model(self) -> str:
        """As requested."""
        return self.plan.model

    @property
    def attempts(self) -> int:
        """HTTP attempts that were made."""
        return len(self.retried) + (self.status is not None)

    def learn(self, body: Any) -> None:
        """Keeps what a response, whole or in part, says about itself, without its content."""
        usage = field(body, "usage")
        if usage is None:
            found = find_usage(body)
            if found is not None:
                self.usage = found
        else:
            self.usage_reported = usage
        self.learn_origin({name: field(body, name) for name in ("model", "service_tier", "id")})

    def learn_origin(self, told: Mapping[str, Any]) -> None:
        """Keeps which model answered, in which tier, and the answer's id."""
        model, tier, identity = told.get("model"), told.get("service_tier"), told.get("id")
        if isinstance(model, str) and model:
            self.answered = model
        if isinstance(tier, str):
            self.tier = tier
        if isinstance(identity, str):
            self.response_id = identity

    def attempt_ended(self, status: str) -> None:
        """Notes an attempt that is followed by another one."""
        now = perf_counter()
        self.is_special = True
        self.retried = (*self.retried, (status, now - self.attempt_started))
        self.attempt_started = now

    def heard(self, times: array[float]) -> None:
        """Notes when the visible tokens of a stream arrived."""
        if times:
            self.first_token, self.last_token = times[0], times[-1]
            if self.first_event is None:
                self.first_event = times[0]
            self.times = times

    def only_counted(self, tokens: int) -> None:
        """Notes visible tokens whose arrival was not timed; the last of them has arrived by now."""
        self.delivered = len(self.times or ()) + tokens - 1
        self.last_token = perf_counter()

    def end(self, outcome: str, error_type: str | None = None, ended: float | None = None) -> None:
        """Puts the ended call into the ledger; later ends are ignored."""
        if self.done:
            return
        self.done = True
        self.outcome, self.error_type = outcome, error_type
        self.ended = perf_counter() if ended is None else ended
        try:
            if self.usage_reported is None and self.usage is None and self.estimated is None:
                self.estimated = estimate(self)
            self.options = self.response = None
            self.plan.ledger.ended(self)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.series.recorder.safety.failed("end")

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

    def drop(self, judge: Callable[[], tuple[str, str | None] | None] | None = None) -> None:
        """Ends a call whose answer nobody holds any more; for finalizers: it only takes notes."""
        if not self.done and not self.parked:
            self.done = True
            self.ended = perf_counter()
            self.judge = judge
            self.plan.ledger.dropped(self)

    def _judged(self) -> bool:
        """Decides how a stream ended that was thrown away; False if it goes on in the background."""
        judge, self.judge = self.judge, None
        end = judge() if judge is not None else None
        if end is GOES_ON:
            return False
        if self.usage_reported is None and self.usage is None:
            self.estimated = estimate(self)
        self.options = self.response = None
        self.outcome, self.error_type = end or ("abandoned", None)
        return True

    def _is_ours(self) -> bool:
        """Whether this process counts it; a call that is open at a fork is the parent's."""
        return self.adopted or self.started >= self.plan.ledger.since

    def count(self, tally: Tally) -> None:
        """Counts the call."""
        try:
            if not self.settled and self._is_ours() and (self.outcome is not None or self._judged()):
                self.settled = True
                count_call(self, tally)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.series.recorder.safety.failed("finish")
