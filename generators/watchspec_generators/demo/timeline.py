"""Events held against expectations: every step of the incident, whether and how fast it happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from watchspec_generators.demo.addresses import Address
    from watchspec_generators.demo.events import Event, EventKind
    from watchspec_generators.demo.expectations import Expectation, Heartbeat

State = Literal["waiting", "ok", "failed"]
Part = Literal["before", "after", "end"]
"""Decided before the trouble ends, after it has ended, or at the end of the run."""


_RESOLVE: Mapping[str, str] = {
    "pagerduty": "a resolve with the trigger's dedup_key",
    "opsgenie": "a close with the alert's alias",
}
"""What ends a notification, where the protocol has a form for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was to happen; seconds are counted from the injection, or (`after`) from its end."""

    trouble: str
    alert: str
    what: str
    expected: str
    part: Part
    state: State
    took: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything seen so far, at `now` (seconds since the epoch); `over` once nothing more will be."""

    events: Sequence[Event]
    now: float
    over: bool = False

    def first(self, kind: EventKind, expectation: Expectation, since: float, detail: str = "") -> Event | None:
        """The first event of `kind` about the alert, at or after `since`."""
        return next((event for event in self.all(kind, expectation, since) if detail in ("", event.detail)), None)

    def all(self, kind: EventKind, expectation: Expectation, since: float) -> Iterable[Event]:
        """Every such event, in order."""
        return (
            event
            for event in self.events
            if event.kind == kind and event.at >= since and event.about(expectation.alert, expectation.labels)
        )

    def moment(self, kind: EventKind, trouble: str) -> float | None:
        """When a trouble was injected or ended."""
        return next((event.at for event in self.events if event.kind == kind and event.subject == trouble), None)


def steps(timeline: Timeline, expectation: Expectation) -> tuple[Step, ...]:
    """The steps of one alert; what rests on a step that has failed is not waited for."""
    found: list[Step] = []
    broken = False
    for step in _steps(timeline, expectation):
        hopeless = broken and step.state == "waiting" and step.part == "before"
        found.append(replace(step, state="failed") if hopeless else step)
        broken = broken or found[-1].state == "failed"
    return tuple(found)


def _steps(timeline: Timeline, expectation: Expectation) -> tuple[Step, ...]:
    judge = _Judge(timeline, expectation)
    waits = [judge.seen("pending", "pending", "condition holds")] if expectation.waits else []
    found = [*waits, judge.seen("firing", "firing", "held for the alert's `for`")]
    fate = expectation.fate
    if fate.kind == "inhibited":
        return (*found, judge.seen("inhibited", "told", f"silenced by {fate.by}", fate.by), judge.nothing_sent())
    if fate.kind == "muted":
        return (*found, judge.seen("muted", "told", f"held back by {fate.by}"), judge.nothing_sent())
    told = " … ".join(expectation.words)
    delivered = (judge.seen("delivered", "told", f"“{told}”", str(address)) for address in fate.addresses)
    return (*found, *delivered, *(judge.closed(address) for address in fate.addresses))


def heartbeat_step(timeline: Timeline, heartbeat: Heartbeat, address: str) -> Step:
    """That the alert which always fires was heard often enough; `took` is the longest silence."""
    heard = [
        event.at
        for event in timeline.events
        if event.kind == "delivered" and event.subject == heartbeat.alert and event.detail == address
    ]
    ends = [*heard, timeline.now] if heard else []
    silence = max((later - earlier for earlier, later in pairwise(ends)), default=None)
    happened = len(heard) >= heartbeat.times and silence is not None and silence <= heartbeat.gap
    state: State = "waiting" if not timeline.over else "ok" if happened else "failed"
    expected = f"at least {heartbeat.times} times (was {len(heard)}), never longer silent than the limit"
    return Step("heartbeat", heartbeat.alert, f"delivered to {address}", expected, "end", state, silence, heartbeat.gap)


def decided(found: Iterable[Step], wanted: Callable[[Step], bool]) -> bool:
    """Whether no step that is wanted is still waited for."""
    return all(step.state != "waiting" for step in found if wanted(step))


@dataclass(frozen=True, slots=True)
class _Judge:
    timeline: Timeline
    expectation: Expectation

    def seen(self, kind: EventKind, limit: str, expected: str, detail: str = "") -> Step:
        """A step that must happen once the trouble is there."""
        begin = self.timeline.moment("injected", self.expectation.kind)
        what = {"delivered": f"delivered to {detail}"}.get(kind, kind)
        return self._timed(kind, begin, "before", what, expected, self.expectation.limits[limit], detail)

    def closed(self, address: Address) -> Step:
        """That whoever was told is also told when it is over."""
        begin = self.timeline.moment("injected", self.expectation.kind)
        end = self.timeline.moment("ended", self.expectation.kind)
        what, limit = f"resolved at {address}", self.expectation.limits["closed"]
        expected = _RESOLVE.get(address.protocol, "the same notification, resolved")
        if begin is not None and end is not None and not self._told(begin, str(address)):
            return self._step(what, expected, "after", "failed", None, limit)
        return self._timed("closed", end, "after", what, expected, limit, str(address))

    def _told(self, begin: float, address: str) -> bool:
        return self.timeline.first("delivered", self.expectation, begin, address) is not None

    def nothing_sent(self) -> Step:
        """That nobody was told while the trouble lasted: an inhibited alert may speak once its source is gone."""
        begin = self.timeline.moment("injected", self.expectation.kind)
        end = (
            self.timeline.moment("ended", self.expectation.kind) if self.expectation.fate.kind == "inhibited" else None
        )
        told = [] if begin is None else list(self.timeline.all("delivered", self.expectation, begin))
        early = [event for event in told if end is None or event.at <= end]
        done = self.timeline.over if end is None else True
        state: State = "failed" if early else "ok" if done and begin is not None else "waiting"
        took = early[0].at - begin if early and begin is not None else None
        return self._step("nothing sent", "no receiver hears of it", "end", state, took, None)

    def _timed(
        self, kind: EventKind, begin: float | None, part: Part, what: str, expected: str, limit: float, detail: str
    ) -> Step:
        if begin is None:
            state: State = "failed" if self.timeline.over else "waiting"
            return self._step(what, expected, part, state, None, limit)
        event = self.timeline.first(kind, self.expectation, begin, detail)
        if event is None:
            late = self.timeline.over or self.timeline.now - begin > limit
            return self._step(what, expected, part, "failed" if late else "waiting", None, limit)
        took = event.at - begin
        return self._step(what, expected, part, "ok" if took <= limit else "failed", took, limit)

    def _step(
        self, what: str, expected: str, part: Part, state: State, took: float | None, limit: float | None
    ) -> Step:
        return Step(self.expectation.kind, self.expectation.alert, what, expected, part, state, took, limit)
