"""Who is told at a moment, and what holds back."""

from __future__ import annotations

from datetime import timedelta

from tests.simulator.conftest import START, config

from watchspec_generators.simulator import verdicts
from watchspec_generators.simulator.verdict import opens

MADE = config("""
route:
  receiver: hook
  group_by: [alertname]
  routes:
  - {matchers: [alertname="A"], receiver: mail, continue: true, mute_time_intervals: [noon]}
  - matchers: [alertname=~"A|B"]
    active_time_intervals: [noon, never]
    routes: [{matchers: [x="1"], group_by: []}]
inhibit_rules:
- {source_matchers: [severity="critical"], target_matchers: [severity!=""], equal: [x, y]}
time_intervals:
- {name: noon, time_intervals: [{times: [{start_time: '12:00', end_time: '12:30'}]}]}
- {name: never}
""")


def test_every_route_that_takes_it_has_its_own_verdict() -> None:
    """A route that continues, and the child that is reached instead of its parent, which has no windows of its own."""
    found = verdicts(MADE, {"alertname": "A", "x": "1"}, START)
    assert [(each.route.place, each.route.receiver, each.told) for each in found] == [
        ((0,), "mail", False),
        ((1, 0), "hook", True),
    ]
    assert found[0].windows.muted_by == ("noon",)
    assert found[0].group_key == '{}/{alertname="A"}:{alertname="A"}'
    assert found[1].group_key == '{}/{alertname=~"A|B"}/{x="1"}:{}'


def test_outside_of_all_active_windows() -> None:
    """All of them are named, since any would do; inside one none is."""
    (late,) = verdicts(MADE, {"alertname": "B"}, START + timedelta(hours=1))
    assert late.windows.outside == ("noon", "never")
    (now,) = verdicts(MADE, {"alertname": "B"}, START)
    assert now.told


def test_nobody_else_gets_what_no_route_takes() -> None:
    """The root takes it."""
    (found,) = verdicts(MADE, {"alertname": "C"}, START)
    assert found.route.place == ()


def test_inhibition_needs_equal_labels_of_a_one_sided_source() -> None:
    """A missing label equals an empty one; an alert that matches both sides is not silenced by another such."""
    target = {"alertname": "C", "severity": "warning"}

    def silenced(**source: str) -> bool:
        return bool(verdicts(MADE, target, START, [source])[0].inhibited_by)

    assert silenced(severity="critical")
    assert silenced(severity="critical", y="")
    assert not silenced(severity="critical", y="2")
    assert not silenced(severity="warning")
    both = {"alertname": "D", "severity": "critical"}
    assert verdicts(MADE, both, START, [{"alertname": "E", "severity": "critical"}])[0].told


def test_when_windows_open() -> None:
    """At once, at their end, or not in the time that is looked at."""
    muted, active = MADE.route.routes
    later = START + timedelta(days=2)
    assert opens(MADE, muted, START, later) == START + timedelta(minutes=30)
    assert opens(MADE, active, START, later) == START
    assert opens(MADE, active, START + timedelta(minutes=30), later) == START + timedelta(days=1)
    assert opens(MADE, muted, START, START + timedelta(minutes=30)) is None
