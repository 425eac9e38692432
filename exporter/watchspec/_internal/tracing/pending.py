"""Unfinished traces: what they hold, when it is decided on them, and how."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from watchspec._internal.tracing.sampling import Decision, Sampler, probability_of, threshold_in
from watchspec.catalogue import TRACE_DECISIONS

if TYPE_CHECKING:
    from opentelemetry.trace import SpanContext

    from watchspec._internal.tracing.records import Call, LocalTrace, Record

MAX_RECORDS = 200
"""Ended calls and steps that one trace may hold; then it is decided on them, and goes on."""

MAX_WHOLE = 2_000
"""Calls and steps up to which a trace is one thing, kept for a reason in any of its parts; then each stands for itself.

A worker that runs for ever inside one step would otherwise be kept for ever after its first error.
"""

MAX_TRACES = 1_000
"""Unfinished traces that may hold something; then the oldest is decided on what it holds."""

MAX_HELD = 20_000
"""Ended calls and steps that all unfinished traces may hold together."""


MAX_WAIT_SECONDS = 300.0
"""How long an unfinished trace may hold something once it is the oldest; then it is decided on what it holds."""


class End(NamedTuple):
    """How a call or step ended."""

    outcome: str
    error_type: str | None
    at: float
    """perf_counter reading."""


class Settled(NamedTuple):
    """A trace, or a part of one, on which it has been decided."""

    trace: LocalTrace
    records: list[Record]
    decision: Decision
    counts: bool
    """Whether the decision is to be counted: the first on its trace, and one that keeps it after all."""


class Pending:
    """All unfinished traces that hold something. Not for two threads at once."""

    def __init__(self, sampler: Sampler) -> None:
        self._sampler = sampler
        self._traces: OrderedDict[LocalTrace, float] = OrderedDict()
        self._held = 0

    def end(self, record: Record, subject: Call | str, end: End, reason: str | None) -> list[Settled]:
        """Puts a record that has ended to its trace, and settles what is due by that.

        Args:
            record: of the call or step.
            subject: the call, or the name of the step.
            end: how it ended.
            reason: why it is always kept, if so.
        """
        record.subject = subject
        record.outcome, record.error_type, record.ended = end
        trace = record.trace
        trace.open -= 1
        trace.reason = min(filter(None, (trace.reason, reason)), key=TRACE_DECISIONS.index, default=None)
        trace.ended.append(record)
        self._traces.setdefault(trace, end.at)
        self._held += 1
        settled = []
        if not trace.open or len(trace.ended) >= MAX_RECORDS:
            settled.append(self._settle(trace))
        while self._traces and self._must_settle_oldest(end.at):
            settled.append(self._settle(next(iter(self._traces))))
        return settled

    def _must_settle_oldest(self, now: float) -> bool:
        waits = now - next(iter(self._traces.values()))
        return len(self._traces) > MAX_TRACES or self._held > MAX_HELD or waits > MAX_WAIT_SECONDS

    def settle_all(self) -> list[Settled]:
        """Settles what every unfinished trace holds."""
        return [self._settle(trace) for trace in list(self._traces)]

    def decide(self, trace: LocalTrace) -> Decision:
        """The decision on a trace as far as it has come; one to keep it stands for all that it holds now."""
        host = trace.host
        if host is not None and self._sampler.sampling.follow_host:
            return _as_host(host, trace.reason)
        if trace.reason is not None:
            return Decision(True, trace.reason, 1.0)
        return self._sampler.decide_by_rate(trace.trace_id) if host is None else _as_host(host, None)

    def _settle(self, trace: LocalTrace) -> Settled:
        decision = self.decide(trace)
        records, trace.ended = trace.ended, []
        self._traces.pop(trace, None)
        self._held -= len(records)
        for record in records:
            record.settled = True
        counts = trace.kept is None or (decision.keep and not trace.kept)
        trace.kept = decision.keep
        if trace.begun > MAX_WHOLE:
            trace.reason = trace.cost = None
        return Settled(trace, records, decision, counts)


def _as_host(host: SpanContext, reason: str | None) -> Decision:
    """The decision that the host's sampler took, by a rate that it may have put into the tracestate."""
    if not host.trace_flags.sampled:
        return Decision(False, "dropped", None)
    threshold = threshold_in(host.trace_state.get("ot", ""))
    return Decision(True, reason or "rate", None if threshold is None else probability_of(threshold))
