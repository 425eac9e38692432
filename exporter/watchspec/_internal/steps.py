"""Steps of the service: which are open here, and what the calls begun inside them spend.

A call is charged to every step that is open where it begins, once per name: each
enclosing step includes what its inner steps spend. A task or thread that inherited
this context is charged as long as the step is open, and no longer.
"""

from __future__ import annotations

from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec._internal.recorder import Recorder
    from watchspec._internal.step_series import Spent

current: ContextVar[Step | None] = ContextVar("watchspec_step", default=None)
"""The innermost step of this thread or task; it may have ended since."""


class Step:
    """One passage through a step; `open` until it is left."""

    __slots__ = ("_recorder", "_started", "name", "open", "parent")

    def __init__(self, name: str, recorder: Recorder) -> None:
        self.name = name
        self.open = True
        self.parent = _innermost()
        self._recorder = recorder
        if recorder.abandoned:
            recorder.abandoned.drain()
        self._started = perf_counter()

    def end(self, outcome: str, error_type: str | None = None, ended: float | None = None) -> None:  # noqa: ARG002 - the signature of Operation.end
        """Counts the step with its outcome; its owner calls this once. Raises nothing."""
        self.open = False
        try:
            steps = self._recorder.steps
            seconds = (perf_counter() if ended is None else ended) - self._started
            steps.duration(steps.label(self.name), outcome).observe(seconds)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._recorder.safety.failed("step")

    def end_with(self, exc: BaseException | None) -> None:
        """Ends the step with what it raised, if anything."""
        if exc is None:
            self.end("success")
        elif isinstance(exc, GeneratorExit):
            self.end_later("cancelled")
        else:
            self.end("error" if isinstance(exc, Exception) else "cancelled")

    def end_later(self, outcome: str) -> None:
        """Ends the step now and counts it later: a finalizer may hold one of prometheus_client's locks."""
        self.open = False
        self._recorder.abandoned.add(self, outcome)


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


def spending(recorder: Recorder, feature: str) -> Sequence[Spent]:
    """Where a call that begins here is charged, besides its own series; never raises."""
    step = current.get()
    if step is None:
        return ()
    try:
        labels: dict[str, None] = {}
        while step is not None:
            if step.open:
                labels[recorder.steps.label(step.name)] = None
            step = step.parent
        return [recorder.steps.spent(label, feature) for label in labels]
    except Exception:  # noqa: BLE001 - nothing of ours may reach the host
        recorder.safety.failed("step")
        return ()
