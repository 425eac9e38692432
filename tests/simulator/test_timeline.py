"""When groups are flushed and who is told of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.simulator.conftest import START, alert, config, minutes, played, told

from watchspec_generators.simulator import Alert, timeline

PLAIN = config("route: {receiver: hook, group_wait: 30s, group_interval: 5m, repeat_interval: 1h}")
MAIL = config("route: {receiver: mail, group_wait: 30s, group_interval: 5m, repeat_interval: 1h}")
LUNCH = """
route:
  receiver: hook
  routes:
  - matchers: ['alertname="A"']
    KIND: [lunch]
time_intervals:
- name: lunch
  time_intervals: [{times: [{start_time: '12:10', end_time: '13:00'}]}]
"""
MUTED = config(LUNCH.replace("KIND", "mute_time_intervals"))
ACTIVE = config(LUNCH.replace("KIND", "active_time_intervals"))


def test_the_first_notification_waits_for_others() -> None:
    """What comes within group_wait is told together, what comes later at the next interval."""
    alerts = [alert(0, x="1"), alert(0.4, x="2"), alert(1, x="3")]
    assert played(PLAIN, *alerts, hours=0.5) == [
        (0.5, "first notification", 2, 0),
        (5.5, "new alerts added", 3, 0),
    ]


def test_the_end_is_told_once() -> None:
    """One of two, then the other, with the first again since Prometheus repeats it; a later one starts anew."""
    alerts = [alert(0, 7, x="1"), alert(0, 12, x="2"), alert(40, x="1")]
    assert played(PLAIN, *alerts, hours=1) == [
        (0.5, "first notification", 2, 0),
        (10.5, "some alerts resolved", 1, 1),
        (15.5, "all alerts resolved", 0, 2),
        (40.5, "first notification", 1, 0),
    ]


def test_ends_are_not_told_to_those_who_do_not_ask() -> None:
    """Mail tells of no end, but the log knows that it is over."""
    assert played(MAIL, alert(0, 7, x="1"), alert(0, x="2"), hours=0.5) == [(0.5, "first notification", 2, 0)]
    assert played(MAIL, alert(0, 7), alert(20), hours=0.5) == [
        (0.5, "first notification", 1, 0),
        (20.5, "first notification", 1, 0),
    ]


def test_repeats_come_at_the_tick_after_the_interval() -> None:
    """Sending takes time, so that at exactly repeat_interval it has not quite passed."""
    assert [at for at, *_ in played(PLAIN, alert(0), hours=3)] == [0.5, 65.5, 130.5]


def test_short_alerts_are_never_told() -> None:
    """What begins and ends within group_wait, and what does so within a group_interval."""
    assert played(PLAIN, alert(0, 0.25)) == []
    assert played(PLAIN, alert(0, x="1"), alert(1, 2, x="2"), hours=0.5) == [
        (0.5, "first notification", 1, 0),
        (5.5, "some alerts resolved", 1, 1),
    ]


def test_an_alert_that_is_old_when_it_comes_does_not_wait() -> None:
    """Alertmanager was restarted, say; one that is younger than group_wait waits in full."""
    for age, waited in ((1, 0.0), (0.4, 0.5)):
        old = Alert({"alertname": "A"}, START - minutes(age), received=START)
        assert played(PLAIN, old, hours=0.5) == [(waited, "first notification", 1, 0)]


def test_a_mute_is_decided_at_the_flush() -> None:
    """Still firing after it: told at the next tick; begun and over inside: never; ended inside: the end is not told."""
    assert played(MUTED, alert(15))[0] == (15.5 + 45, "first notification", 1, 0)
    assert played(MUTED, alert(15, 30)) == []
    assert played(MUTED, alert(0, 20)) == [(0.5, "first notification", 1, 0)]


def test_an_alert_that_comes_back_after_an_untold_end_is_old_news() -> None:
    """Its end fell into the mute, so the log still has it as firing: told again only after repeat_interval."""
    again = played(MUTED, alert(0, 20), alert(70), hours=6)
    assert again == [(0.5, "first notification", 1, 0), (245.5, "repeat interval elapsed", 1, 0)]


def test_a_log_entry_is_forgotten() -> None:
    """After twice the repeat_interval without a notification it is news again."""
    again = played(MUTED, alert(0, 20), alert(60 * 9), hours=10)
    assert again[1] == (540.5, "first notification", 1, 0)


def test_an_active_window_is_the_opposite() -> None:
    """Nothing before it, everything in it."""
    assert played(ACTIVE, alert(0), hours=0.5) == [(10.5, "first notification", 1, 0)]


def test_an_inhibited_alert_waits_for_its_inhibitor() -> None:
    """It is told at the first tick after the other one's end, and each flush names who silences it."""
    made = config("""
route: {receiver: hook, group_by: [alertname]}
inhibit_rules: [{source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [x]}]
""")
    mild, bad = alert(0, severity="warning"), alert(0, 7, alertname="B", severity="critical")
    flushes = [flush for flush in timeline(made, [mild, bad], START + minutes(30)) if mild in flush.alerts]
    assert [flush.inhibited.get(mild.identity) for flush in flushes[:3]] == [(bad.labels,), (bad.labels,), None]
    assert [flush.tells(mild) for flush in flushes[:3]] == [False, False, True]
    assert told(tuple(flushes)) == [(10.5, "first notification", 1, 0)]


def test_each_way_to_a_receiver_has_its_own_log() -> None:
    """Of two ways of one receiver, only the one that asks for ends is told of them."""
    both = {"hook": (*PLAIN.receivers["hook"], *PLAIN.receivers["mail"])}
    made = replace(PLAIN, receivers=both)
    flushes = timeline(made, [alert(0, 7)], START + timedelta(hours=1))
    assert [(each.integration.kind, each.reason) for flush in flushes for each in flush.told] == [
        ("webhook", "first notification"),
        ("email", "first notification"),
        ("webhook", "all alerts resolved"),
    ]


def test_an_end_in_the_last_minutes_of_a_mute_is_told_after_it() -> None:
    """Prometheus tells of an end for 15 minutes; a sender that does so once is not heard."""
    assert played(MUTED, alert(0, 50))[1:] == [(60.0, "all alerts resolved", 0, 1)]
    flushes = timeline(MUTED, [alert(0, 50)], START + timedelta(hours=2), resend=None)
    assert told(flushes) == [(0.5, "first notification", 1, 0)]


def test_an_alert_that_is_back_is_no_longer_told_to_be_over() -> None:
    """Its end is not heard again once it has begun anew."""
    assert played(MUTED, alert(0, 50), alert(55), hours=5)[1:] == [(245.5, "repeat interval elapsed", 1, 0)]


def test_two_routes_with_one_key_do_not_see_each_other() -> None:
    """What both send at once is sent twice; from then on they share a log."""
    twice = "{matchers: [alertname=A], continue: true}"
    made = config(f"route: {{receiver: hook, group_wait: 30s, routes: [{twice}, {twice}]}}")
    assert played(made, alert(0), hours=1) == [(0.5, "first notification", 1, 0)] * 2


def test_what_comes_after_the_end_is_not_played() -> None:
    """Neither alerts nor flushes."""
    assert played(PLAIN, alert(0), alert(121, x="late"), hours=2) == [
        (0.5, "first notification", 1, 0),
        (65.5, "repeat interval elapsed", 1, 0),
    ]


@pytest.mark.parametrize(("end", "fires"), [(None, True), (5, True), (1, False)])
def test_an_alert_fires_up_to_its_end(end: float | None, fires: bool) -> None:
    """At the moment of its end it is over."""
    assert alert(0, end).firing(START + minutes(1)) is fires
