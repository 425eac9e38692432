"""Plays the incident on a running stack: looks, tells the reporter, and lets the course go on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from watchspec_generators.demo.course import Course
from watchspec_generators.demo.events import Event
from watchspec_generators.demo.readings import expression, gauges, read
from watchspec_generators.demo.timeline import Timeline
from watchspec_generators.demo.watch import Known, Snapshot, Watch
from watchspec_generators.edge import http
from watchspec_generators.edge.processes import ServerFailed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.demo.plan import Plan
    from watchspec_generators.demo.stack import Stack
    from watchspec_generators.demo.timeline import Step

TICK_SECONDS = 0.2
_LOOK_SECONDS = 1.0
_STEADY_SECONDS = 8.0
"""Traffic before anything goes wrong, so that there is something to fall from."""
_READY_WITHIN_SECONDS = 45.0


class Reporter(Protocol):
    """Is told what happens while it happens."""

    def event(self, event: Event) -> None:
        """Something happened."""
        ...

    def values(self, now: float, values: Mapping[str, float], active: Sequence[str]) -> None:
        """Where the metrics are, by alert; `active` are the kinds of troubles that last."""
        ...


class Run:
    """One incident from quiet to quiet."""

    def __init__(self, stack: Stack, reporter: Reporter) -> None:
        self._stack, self._reporter = stack, reporter
        plan = stack.plan
        self._gauges = gauges(plan.monitoring, plan.injections)
        self._watch = Watch(plan.monitoring, _known(plan))
        self._events: list[Event] = []
        self._looked = 0.0

    def play(self) -> tuple[Sequence[Event], tuple[Step, ...]]:
        """Everything that happened, and every step judged."""
        self._settle()
        course = self._course()
        while not course.finished:
            self._stack.check()
            self._advance(course)
            time.sleep(TICK_SECONDS)
            self._look()
            course = self._course()
        return tuple(self._events), self._course(over=True).steps()

    def _settle(self) -> None:
        """Wait until every value is there and has been for a while; ServerFailed if one never comes."""
        begin = time.time()
        while True:
            self._stack.check()
            self._look()
            values = self._values()
            missing = [gauge.signal for gauge in self._gauges if gauge.alert not in values]
            waited = time.time() - begin
            if not missing and waited > _STEADY_SECONDS:
                return
            if waited > _READY_WITHIN_SECONDS:
                raise ServerFailed(f"no value of {', '.join(dict.fromkeys(missing))} after {waited:.0f} s of traffic")
            time.sleep(TICK_SECONDS)

    def _advance(self, course: Course) -> None:
        before = course.active
        active = list(before)
        for injection in course.starting():
            active.append(injection)
            self._tell(Event(time.time(), "injected", injection.trouble.kind, {}, injection.trouble.name))
        for injection in course.ending():
            active.remove(injection)
            self._tell(Event(time.time(), "ended", injection.trouble.kind, {}, injection.trouble.name))
        if tuple(active) != before:
            self._stack.apply(active)

    def _look(self) -> None:
        prometheus, alertmanager = self._stack.prometheus.url, self._stack.alertmanager.url
        alerts = http.alerts(prometheus)
        groups = http.alertmanager_groups(alertmanager)
        snapshot = Snapshot(time.time(), alerts, groups, self._stack.inbox.deliveries)
        for event in self._watch.events(snapshot):
            self._tell(event)
        if snapshot.at - self._looked >= _LOOK_SECONDS:
            self._looked = snapshot.at
            active = [injection.trouble.kind for injection in self._course().active]
            self._reporter.values(snapshot.at, self._values(), active)

    def _values(self) -> Mapping[str, float]:
        monitoring = self._stack.plan.monitoring
        return read(self._gauges, http.query(self._stack.prometheus.url, expression(monitoring, self._gauges)))

    def _tell(self, event: Event) -> None:
        self._events.append(event)
        self._reporter.event(event)

    def _course(self, *, over: bool = False) -> Course:
        return Course(self._stack.plan, Timeline(self._events, time.time(), over))


def _known(plan: Plan) -> tuple[Known, ...]:
    found = tuple(Known(expected.alert, expected.labels, expected.words) for expected in plan.expectations)
    beat = plan.heartbeat
    return (*found, Known(beat.alert, {}, beat.words)) if beat is not None else found
