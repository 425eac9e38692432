"""Which trouble starts and ends when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.demo.course import Course
from watchspec_generators.demo.events import Event, EventKind
from watchspec_generators.demo.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec_generators.demo.plan import Plan
    from watchspec_generators.demo.troubles import Injection


class Story:
    """Events of a run of the shipped spec, written down as they come."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._events: list[Event] = []
        self.now = 100.0

    def add(self, kind: EventKind, subject: str, detail: str = "", **labels: str) -> None:
        """A second later, something happens."""
        self.now += 1
        self._events.append(Event(self.now, kind, subject, labels, detail))

    @property
    def course(self) -> Course:
        """The course by now."""
        return Course(self._plan, Timeline(self._events, self.now))

    def errors_shown(self) -> None:
        """All that the errors have to show."""
        self.add("injected", "errors")
        for alert in ("LLMHighErrorRate", "LLMErrorRateElevated"):
            self.add("pending", alert, model="gpt-4o")
            self.add("firing", alert, model="gpt-4o")
        self.add("delivered", "LLMHighErrorRate", "pagerduty_critical (pagerduty)", model="gpt-4o")
        self.add("inhibited", "LLMErrorRateElevated", "LLMHighErrorRate", model="gpt-4o")


@pytest.fixture
def story(planned: Plan) -> Story:
    """Nothing has happened."""
    return Story(planned)


def _kinds(injections: Sequence[Injection]) -> list[str]:
    return [injection.trouble.kind for injection in injections]


def test_errors_come_first(story: Story) -> None:
    """At the start only what waits for nothing begins."""
    assert _kinds(story.course.starting()) == ["errors"]
    assert not story.course.finished


def test_errors_last_until_all_is_seen(story: Story) -> None:
    """The trouble ends when the page is delivered and the warning is inhibited, then slowness begins."""
    story.add("injected", "errors")
    assert _kinds(story.course.active) == ["errors"]
    assert (story.course.starting(), story.course.ending()) == ((), ())
    story.errors_shown()
    assert _kinds(story.course.ending()) == ["errors"]
    assert story.course.starting() == ()
    story.add("ended", "errors")
    assert _kinds(story.course.starting()) == ["slow"]


def test_a_step_that_failed_is_not_waited_for(story: Story) -> None:
    """When every limit has passed, the incident goes on."""
    story.add("injected", "errors")
    story.now += 1000
    assert _kinds(story.course.ending()) == ["errors"]


def test_cost_and_quality_begin_while_slowness_lasts(story: Story) -> None:
    """Cost starts as soon as slowness is pending, quality with it, to save time."""
    story.errors_shown()
    story.add("ended", "errors")
    story.add("injected", "slow")
    assert story.course.starting() == ()
    story.add("pending", "LLMSlowFirstToken", model="gpt-4o-mini")
    assert _kinds(story.course.starting()) == ["cost"]
    story.add("injected", "cost")
    assert _kinds(story.course.starting()) == ["quality"]
    assert _kinds(story.course.active) == ["slow", "cost"]


def test_it_is_finished_when_every_resolve_is_decided(story: Story) -> None:
    """All troubles have ended, and each resolve was delivered or has failed."""
    for kind in ("errors", "slow", "cost", "quality"):
        story.add("injected", kind)
    for kind in ("errors", "slow", "cost", "quality"):
        story.add("ended", kind)
    assert not story.course.finished
    story.now += 1000
    assert story.course.finished


def test_steps_cover_every_alert_and_the_heartbeat(story: Story) -> None:
    """The timeline has a line for everything that the spec promises."""
    alerts = {step.alert for step in story.course.steps()}
    assert alerts == {
        "LLMHighErrorRate",
        "LLMErrorRateElevated",
        "LLMSlowFirstToken",
        "LLMCostSpike",
        "LLMQualityDegradation",
        "Watchdog",
    }


def test_without_a_heartbeat_there_is_no_step_for_it(planned: Plan) -> None:
    """Who is told by nothing that always fires has no silence to measure."""
    steps = Course(replace(planned, heartbeat=None), Timeline((), 0.0)).steps()
    assert "heartbeat" not in {step.trouble for step in steps}
