"""What is remembered of calls and steps until it is decided whether they become spans."""

from __future__ import annotations

from time import perf_counter, perf_counter_ns, time_ns
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec._internal.usage import Usage

MAX_EVENTS = 20
_NANOSECONDS = 1e9


class Asker(Protocol):
    """Who asks; see `watchspec.context`."""

    @property
    def feature(self) -> str | None: ...
    @property
    def user_id(self) -> str | None: ...
    @property
    def session_id(self) -> str | None: ...
    @property
    def prompt(self) -> str | None: ...
    @property
    def metadata(self) -> Mapping[str, str]: ...


class Labelled(Protocol):
    """A call's series: (provider, model, operation, feature)."""

    @property
    def labels(self) -> tuple[str, str, str, str]: ...


class Step(Protocol):
    """What is read of a step."""

    name: str
    trace: Record | None
    """The tracer's own; None until `begin_step`."""


class Call(Protocol):
    """What is read of a call; times are perf_counter readings in seconds."""

    trace: Record | None
    """The tracer's own; None until `begin_call`."""
    content: Any
    """What was said, if that is captured; None again once the span has been made."""

    @property
    def steps(self) -> Step | None: ...
    @property
    def series(self) -> Labelled: ...
    @property
    def context(self) -> Asker: ...
    @property
    def started(self) -> float: ...
    @property
    def ended(self) -> float | None: ...
    @property
    def outcome(self) -> str | None: ...
    @property
    def error_type(self) -> str | None: ...
    @property
    def usage(self) -> Usage | None: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def cost_source(self) -> str | None: ...
    @property
    def first_event(self) -> float | None: ...
    @property
    def first_token(self) -> float | None: ...
    @property
    def model(self) -> str: ...
    @property
    def answered(self) -> str | None: ...
    @property
    def streamed(self) -> bool: ...
    @property
    def attempts(self) -> int: ...
    @property
    def response_id(self) -> str | None: ...
    @property
    def finish_reasons(self) -> Sequence[str]: ...


class Event:
    """Something that happened to a call or step, such as a score."""

    __slots__ = ("at", "attributes", "name")

    def __init__(self, name: str, attributes: Mapping[str, Any]) -> None:
        self.name = name
        self.attributes = attributes
        self.at = perf_counter()


class LocalTrace:
    """The part of a trace that happens in this process, from its root to the last end inside it.

    `open` counts the calls and steps that have begun and not ended. `ended` holds those
    that wait for the decision; a long trace is decided in parts, see `pending`.
    """

    __slots__ = (
        "begun",
        "context",
        "cost",
        "ended",
        "generation",
        "host",
        "kept",
        "offset",
        "open",
        "reason",
        "trace_id",
    )

    def __init__(self, trace_id: int, host: Any, context: Any, generation: object) -> None:
        self.trace_id = trace_id
        self.host = host
        """OpenTelemetry's context of the host's span around the root; None if there is none."""
        self.context = context
        """OpenTelemetry's context where the root began: what else the host keeps there, such as baggage."""
        self.generation = generation
        """Stands for one tracer in one process: nobody else may add to this trace."""
        self.offset = time_ns() - perf_counter_ns()
        self.open = 0
        self.begun = 0
        self.cost: float | None = None
        self.reason: str | None = None
        self.kept: bool | None = None
        self.ended: list[Record] = []

    def unix_ns(self, seconds: float) -> int:
        """Nanoseconds since the epoch at a perf_counter reading; one offset for all, so that durations stay true."""
        return self.offset + round(seconds * _NANOSECONDS)


class Record:
    """A call or step that is or will be part of a trace."""

    __slots__ = (
        "ended",
        "error_type",
        "events",
        "number",
        "outcome",
        "parent_id",
        "settled",
        "span_id",
        "started",
        "subject",
        "trace",
    )

    def __init__(self, trace: LocalTrace, span_id: int, parent_id: int | None) -> None:
        self.trace = trace
        self.span_id = span_id
        self.parent_id = parent_id
        self.number = trace.begun
        self.started = perf_counter()
        self.ended: float | None = None
        self.outcome = "success"
        self.error_type: str | None = None
        self.subject: Call | str | None = None
        """The call, or the name of the step; None before the end and after it became a span."""
        self.settled = False
        self.events: tuple[Event, ...] = ()

    def labels(self) -> dict[str, str]:
        """What an exemplar or a log line carries to lead to this span."""
        return {"trace_id": f"{self.trace.trace_id:032x}", "span_id": f"{self.span_id:016x}"}
