"""Which traces are kept, decided when they have ended, so that totals over those kept stay unbiased.

What is always kept has probability 1, everything else the rate. The rate looks at nothing
but the trace id, in the way of OpenTelemetry's consistent probability sampling: the low 56
bits are the trace's random number, and it is kept if they reach the rejection threshold.
Every service that samples this way keeps the same traces, or a superset at a higher rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from watchspec._internal.tracing.users import NewUsers

if TYPE_CHECKING:
    from collections.abc import Callable

_RANDOM_BITS = 56
MAX_THRESHOLD = 1 << _RANDOM_BITS
"""The threshold that no trace reaches."""

_HEX_DIGITS = _RANDOM_BITS // 4


@dataclass(frozen=True, slots=True)
class Sampling:
    """What is kept; metrics are never sampled."""

    rate: float = 0.1
    """Share of the traces that nothing else keeps, from 0 to 1."""

    slow_seconds: float = 5.0
    """A call that takes at least this long is slow."""

    slow_step_seconds: float = 30.0
    """A step that takes at least this long is slow."""

    expensive_usd: float = 0.10
    """A trace whose calls together cost at least this much is expensive."""

    new_user_calls: int = 10
    """How many of a user's first calls are kept."""

    max_users: int = 100_000
    """How many users are remembered, about 200 bytes each."""

    follow_host: bool = False
    """Whether what the host's own sampler dropped stays dropped, errors included."""


class Decision(NamedTuple):
    """What becomes of a trace."""

    keep: bool
    reason: str
    """One of `catalogue.TRACE_DECISIONS`."""

    probability: float | None
    """How likely a trace like this is kept; None where the host's sampler decided and did not say."""


class Sampler:
    """Applies a `Sampling`. Not for two threads at once."""

    def __init__(self, sampling: Sampling) -> None:
        self.sampling = sampling
        self.threshold = threshold_of(sampling.rate)
        self.probability = probability_of(self.threshold)
        self._new_users = NewUsers(sampling.new_user_calls, sampling.max_users)

    def decide(self, trace_id: int, error: bool, seconds: float, cost: float | None, user: str | None) -> Decision:
        """The decision on a trace of one call, which is counted for its user.

        Args:
            trace_id: 128 bits.
            error: whether the call failed.
            seconds: how long it took.
            cost: in US dollars; None if it has no price.
            user: whose call it was, if that is known.
        """
        reason = self.reason_for_call(error, seconds, cost, user)
        return self.decide_by_rate(trace_id) if reason is None else Decision(True, reason, 1.0)

    def reason_for_call(self, error: bool, seconds: float, cost: float | None, user: str | None) -> str | None:
        """Why a call is always kept, the first reason that holds; it is counted for its user in any case."""
        new = user is not None and self._new_users.counts_as_new(user)
        if error:
            return "error"
        if seconds >= self.sampling.slow_seconds:
            return "slow"
        if cost is not None and cost >= self.sampling.expensive_usd:
            return "expensive"
        return "new_user" if new else None

    def reason_for_step(self, error: bool, seconds: float) -> str | None:
        """Why a step is always kept."""
        if error:
            return "error"
        return "slow" if seconds >= self.sampling.slow_step_seconds else None

    def decide_by_rate(self, trace_id: int) -> Decision:
        """The decision on a trace that nothing but its id speaks for."""
        if passes(trace_id, self.threshold):
            return Decision(True, "rate", self.probability)
        return Decision(False, "dropped", self.probability)


def threshold_of(rate: float) -> int:
    """The rejection threshold of a rate from 0 to 1: 0 rejects nothing, `MAX_THRESHOLD` everything."""
    return MAX_THRESHOLD - round(rate * MAX_THRESHOLD)


def probability_of(threshold: int) -> float:
    """The share of traces that reach a threshold."""
    return (MAX_THRESHOLD - threshold) / MAX_THRESHOLD


def passes(trace_id: int, threshold: int) -> bool:
    """Whether a trace is kept at this threshold."""
    return (trace_id & (MAX_THRESHOLD - 1)) >= threshold


def with_threshold(entry: str, threshold: int) -> str:
    """The tracestate entry `ot` with this threshold in it, in place of the one it had; the rest stays."""
    digits = f"{threshold:0{_HEX_DIGITS}x}".rstrip("0") or "0"
    rest = [member for member in entry.split(";") if member and not member.startswith("th:")]
    return ";".join([f"th:{digits}", *rest])


def threshold_in(entry: str) -> int | None:
    """The threshold that a tracestate entry `ot` names; None if it names none that is valid."""
    for member in entry.split(";"):
        digits = member[len("th:") :]
        if member.startswith("th:") and 0 < len(digits) <= _HEX_DIGITS and set(digits) <= set("0123456789abcdef"):
            return int(digits.ljust(_HEX_DIGITS, "0"), 16)
    return None


def sampling_of(traces: object, report: Callable[[str], None]) -> Sampling | None:
    """The sampling that `instrument(traces=...)` asks for; None for no traces. Never raises.

    Args:
        traces: a bool, a `Sampling`, or a mapping of its fields.
        report: is told of each value that cannot be used; its default stands in for it.
    """
    if traces is None or isinstance(traces, bool):
        return Sampling() if traces else None
    if isinstance(traces, Sampling):
        return _checked(asdict(traces), report)
    if isinstance(traces, Mapping):
        return _checked(traces, report)
    report(f"traces must be a bool, a Sampling or a mapping, not {type(traces).__name__}")
    return None


def _checked(given: Mapping[Any, Any], report: Callable[[str], None]) -> Sampling:
    kinds = {field.name: type(field.default) for field in fields(Sampling)}
    good: dict[str, Any] = {}
    for name, value in given.items():
        if name not in kinds:
            report(f"traces.{name} is unknown")
        elif not _fits(value, kinds[name]) or (name == "rate" and value > 1):
            report(f"traces.{name} cannot be {value!r}")
        else:
            good[name] = value
    return Sampling(**good)


def _fits(value: Any, kind: type) -> bool:
    if kind is bool or isinstance(value, bool):
        return kind is bool and isinstance(value, bool)
    number = int if kind is int else (int, float)
    return isinstance(value, number) and 0 <= value < inf
