"""Steps of the service: which are open here, and what the calls begun inside them spend.

A call is charged to every step that is open where it begins, once per name: each
enclosing step includes what its inner steps spend. A task or thread that inherited
this context is charged as long as the step is open, and no longer.
"""

from __future__ import annotations

from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchspec._internal.recorder import Recorder
    from watchspec._internal.tally import Tally

current: ContextVar[Step | None] = ContextVar("watchspec_step", default=None)
"""The innermost step of this thread or task; it may have ended since."""


class Step:
    """One passage through a step; `open` until it is left."""

    __slots__ = ("_outcome", "_recorder", "ended", "label", "name", "open", "parent", "started", "trace")

    def __init__(self, name: str, recorder: Recorder) -> None:
        self.name = name
        self.label = recorder.steps.label(name)
        self.open = True
        self.parent = _innermost()
        self.trace: Any = None
        self._recorder = recorder
        self._outcome = "success"
        self.ended = 0.0
        recorder.ledger.relieve()
        if recorder.tracer is not None:
            recorder.tracer.begin_step(self, self.parent)
        self.started = perf_counter()

    def end(self, outcome: str) -> None:
        """Ends the step with its outcome; its owner calls this once. Raises nothing."""
        self._leave(outcome)
        try:
            self._recorder.ledger.ended(self)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._recorder.safety.failed("step")

    def _leave(self, outcome: str) -> None:
        self.open = False
        self._outcome = outcome
        self.ended = perf_counter()

    def end_with(self, exc: BaseException | None) -> None:
        """Ends the step with what it raised, if anything."""
        if exc is None:
            self.end("success")
        elif isinstance(exc, GeneratorExit):
            self.end_later("cancelled")
        else:
            self.end("error" if isinstance(exc, Exception) else "cancelled")

    def end_later(self, outcome: str) -> None:
        """Ends the step now and counts it later, for finalizers."""
        self._leave(outcome)
        self._recorder.ledger.dropped(self)

    def count(self, tally: Tally) -> None:
        """Adds the step's duration; raises nothing."""
        try:
            if self._recorder.tracer is not None:
                self._recorder.tracer.end_step(self, self._outcome, None, self.ended)
            if self.started < self._recorder.ledger.since:
                return  # open at a fork: the parent's to count
            tally.observe(self._recorder.steps.duration(self.label, self._outcome), self.ended - self.started)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._recorder.safety.failed("step")


def still_open(step: Step | None) -> Step | None:
    """`step`, or the nearest one around it that has not ended."""
    while step is not None and not step.open:
        step = step.parent
    return step


def _innermost() -> Step | None:
    """The innermost open step; ended ones are unlinked, or a chain of tasks would keep every one of them alive."""
    innermost = still_open(current.get())
    step = innermost
    while step is not None:
        step.parent = still_open(step.parent)
        step = step.parent
    return innermost
