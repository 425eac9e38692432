"""Calls and steps with exactly the fields that the tracer reads, and a driver that runs them as the hooks do."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec._internal.tracing.records import Record
    from watchspec._internal.tracing.tracer import Tracer


@dataclass
class Asker:
    """As `watchspec.context` will make it."""

    feature: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    prompt: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Series:
    """As the recorder's."""

    labels: tuple[str, str, str, str] = ("openai", "gpt-4o", "chat", "unset")


@dataclass(eq=False)
class Step:
    """One passage through a step."""

    name: str
    started: float = field(default_factory=perf_counter)
    trace: Record | None = None


@dataclass(eq=False)
class Call:
    """One call, ended or not."""

    steps: Step | None = None
    series: Series = field(default_factory=Series)
    context: Asker = field(default_factory=Asker)
    started: float = field(default_factory=perf_counter)
    ended: float | None = None
    outcome: str | None = None
    error_type: str | None = None
    usage: Usage | None = field(default_factory=lambda: Usage(100, 20))
    cost: float | None = 0.001
    cost_source: str | None = "list"
    first_event: float | None = None
    first_reasoning: float | None = None
    first_token: float | None = None
    last_token: float | None = None
    model: str = "gpt-4o"
    answered: str | None = "gpt-4o-2024-08-06"
    streamed: bool = False
    attempts: int = 1
    trace: Record | None = None
    response_id: str | None = "chatcmpl-1"
    finish_reasons: list[str] = field(default_factory=lambda: ["stop"])
    content: Any = None
    server: tuple[str, int] | None = None


@dataclass
class Play:
    """Runs steps and calls against a tracer; calls last as long as they are said to."""

    tracer: Tracer
    inside: Step | None = None

    def enter(self, name: str = "agent") -> Step:
        """A step that stays open."""
        step = Step(name)
        self.tracer.begin_step(step, self.inside)
        self.inside = step
        return step

    @contextmanager
    def step(self, name: str, outcome: str = "success", seconds: float | None = None) -> Iterator[Step]:
        """A step around what is done inside."""
        outer, step = self.inside, self.enter(name)
        try:
            yield step
        finally:
            self.inside = outer
            ended = perf_counter() if seconds is None else step.started + seconds
            self.tracer.end_step(step, outcome, "other" if outcome == "error" else None, ended)

    def begin(self, **fields: Any) -> Call:
        """A call that has begun."""
        call = Call(steps=self.inside, **fields)
        self.tracer.begin_call(call)
        return call

    def end(self, call: Call, outcome: str = "success", seconds: float | None = None) -> Mapping[str, str] | None:
        """Ends a call; its exemplar."""
        call.ended = perf_counter() if seconds is None else call.started + seconds
        call.outcome = outcome
        if outcome in ("error", "cut", "stalled"):
            call.error_type = "server" if outcome == "error" else outcome
        return self.tracer.end_call(call)

    def call(self, outcome: str = "success", seconds: float = 0.2, **fields: Any) -> Mapping[str, str] | None:
        """A whole call; its exemplar."""
        return self.end(self.begin(**fields), outcome, seconds)
