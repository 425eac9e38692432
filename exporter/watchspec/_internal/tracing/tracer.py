"""Follows calls and steps, and hands on the traces that are kept.

Nothing here raises or waits for the network: spans are sent by OpenTelemetry's own thread.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from watchspec._internal.locks import new_rlock
from watchspec._internal.tracing.attributes import score_attributes
from watchspec._internal.tracing.destination import Destination
from watchspec._internal.tracing.pending import End, Pending
from watchspec._internal.tracing.process import at_exit, in_children
from watchspec._internal.tracing.records import MAX_EVENTS, Event, LocalTrace, Record
from watchspec._internal.tracing.sampling import Sampler
from watchspec._internal.tracing.spans import Emitter
from watchspec.catalogue import FAILED_OUTCOMES, TRACE_DECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prometheus_client import Counter

    from watchspec._internal.safety import Safety
    from watchspec._internal.tracing.pending import Settled
    from watchspec._internal.tracing.records import Call, Step
    from watchspec._internal.tracing.sampling import Sampling


class Tracer:
    """Traces of one recorder. Its methods may be called from any thread."""

    def __init__(
        self,
        sampling: Sampling,
        counter: Counter,
        safety: Safety,
        *,
        label_of_user: Callable[[str], str],
        service: str = "",
        capture_content: bool = False,
    ) -> None:
        """Finds where spans go.

        Args:
            sampling: what is kept.
            counter: `catalogue.TRACES`.
            safety: where failures of our own are counted.
            label_of_user: turns a user id into what may be seen of it.
            service: `service.name` of spans where the environment names none.
            capture_content: whether `content` of calls goes into their spans.
        """
        self.capture_content = capture_content
        self._sampler = Sampler(sampling)
        self._counts = {decision: counter.labels(decision) for decision in TRACE_DECISIONS}
        self._safety = safety
        self._destination = Destination(service)
        self._emitter = Emitter(safety, label_of_user, capture_content=capture_content)
        self._start_anew()
        in_children(self._start_anew)
        at_exit(self._at_exit)

    def _start_anew(self) -> None:
        # What a forked child inherits is its parent's to send; the lock may be held by a thread that it has not got.
        self._generation = object()
        self._lock = new_rlock()
        self._pending = Pending(self._sampler)

    def begin_step(self, step: Step, parent_step: Step | None) -> None:
        """A step has begun inside `parent_step`, or at the top."""
        step.trace = None
        try:
            step.trace = self._begin(parent_step)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._safety.failed("trace")

    def begin_call(self, operation: Call) -> None:
        """A call has begun inside `operation.steps`."""
        operation.trace = None
        try:
            operation.trace = self._begin(operation.steps)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._safety.failed("trace")

    def end_step(self, step: Step, outcome: str, error_type: str | None, ended: float) -> None:
        """A step has ended; a second end is ignored.

        Args:
            step: has been given to `begin_step`; its `started` counts, should it have one.
            outcome: one of `catalogue.STEP_OUTCOMES`.
            error_type: kind of error, if that is known.
            ended: perf_counter reading.
        """
        try:
            if step.trace is not None:
                self._end_step(step, step.trace, End(outcome, error_type, ended))
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._safety.failed("trace")

    def end_call(self, operation: Call) -> Mapping[str, str] | None:
        """A call has ended, and its usage and cost are known; a second end is ignored.

        Returns:
            The exemplar that leads to its span, {"trace_id": 32 hex digits, "span_id": 16}, if it is already
            certain that the span is kept; else None.
        """
        try:
            return self._end_call(operation, operation.trace) if operation.trace is not None else None
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._safety.failed("trace")
            return None

    def score(self, traced: Call | Step, evaluator: str, value: float, label: str | None = None) -> bool:
        """Notes a score on a call or step; False if it has no span, one that is decided on, or enough scores."""
        try:
            return self._note(
                traced.trace, Event("gen_ai.evaluation.result", score_attributes(evaluator, value, label))
            )
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._safety.failed("trace")
            return False

    def flush(self, timeout_seconds: float = 5.0) -> bool:
        """Decides on what unfinished traces hold and sends all that is kept; False if that took too long.

        It waits for the network; `end_call` and `end_step` have no need of it.
        """
        try:
            self._settle_all()
            return self._destination.flush(timeout_seconds)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._safety.failed("trace")
            return False

    def _note(self, record: Record | None, event: Event) -> bool:
        with self._lock:
            if record is None or record.settled or len(record.events) >= MAX_EVENTS:
                return False
            record.events = (*record.events, event)
            return True

    def _begin(self, around: Step | None) -> Record | None:
        if self._destination.tracer() is None:
            return None
        outer = around.trace if around is not None else None
        with self._lock:
            trace = self._trace_for(outer)
            record = Record(trace, self._destination.new_span_id(), outer.span_id if outer is not None else None)
            trace.open += 1
            trace.begun += 1
        return record

    def _trace_for(self, outer: Record | None) -> LocalTrace:
        if outer is None:
            return LocalTrace(*self._destination.new_trace(), self._generation)
        trace = outer.trace
        if trace.open and trace.generation == self._generation:
            return trace
        # That trace is over, or another tracer's or process's: its id goes on, and with it the verdict by rate.
        return LocalTrace(trace.trace_id, trace.host, trace.context, self._generation)

    def _end_call(self, operation: Call, record: Record) -> Mapping[str, str] | None:
        ended = operation.ended if operation.ended is not None else perf_counter()
        end = End(operation.outcome or "success", operation.error_type, ended)
        failed = end.outcome in FAILED_OUTCOMES
        trace = record.trace
        with self._lock:
            if not self._is_open(record):
                return None
            record.started = operation.started
            if operation.cost is not None:
                trace.cost = operation.cost + (trace.cost or 0.0)
            seconds, user = end.at - record.started, operation.context.user_id
            reason = self._sampler.reason_for_call(failed, seconds, trace.cost, user)
            settled = self._pending.end(record, operation, end, reason)
            kept = self._pending.decide(trace).keep
        self._hand_on(settled)
        return record.labels() if kept else None

    def _end_step(self, step: Step, record: Record, end: End) -> None:
        with self._lock:
            if not self._is_open(record):
                return
            record.started = getattr(step, "started", record.started)
            reason = self._sampler.reason_for_step(end.outcome in FAILED_OUTCOMES, end.at - record.started)
            settled = self._pending.end(record, step.name, end, reason)
        self._hand_on(settled)

    def _is_open(self, record: Record) -> bool:
        return record.ended is None and record.trace.generation == self._generation

    def _at_exit(self) -> None:
        # The provider sends what it has when it is shut down, which is after this.
        try:
            self._settle_all()
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self._safety.failed("trace")

    def _settle_all(self) -> None:
        with self._lock:
            settled = self._pending.settle_all()
        self._hand_on(settled)

    def _hand_on(self, settled: list[Settled]) -> None:
        for part in settled:
            try:
                self._hand_on_one(part)
            except Exception:  # noqa: BLE001, PERF203 - nothing of ours may reach the host; one trace must not cost another
                self._safety.failed("trace")

    def _hand_on_one(self, part: Settled) -> None:
        try:
            if part.counts:
                self._counts[part.decision.reason].inc()
            tracer = self._destination.tracer() if part.decision.keep else None
            if tracer is not None:
                self._emitter.emit(tracer, part)
        finally:
            for record in part.records:
                _let_go(record)


def _let_go(record: Record) -> None:
    """The call also refers to its record, and a cycle would keep both; and what was said has been told."""
    subject, record.subject = record.subject, None
    if subject is not None and not isinstance(subject, str) and getattr(subject, "content", None) is not None:
        subject.content = None
