"""Who gets an alert, in words and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager import configuration
from watchspec_generators.simulator import read_config
from watchspec_generators.time_travel.answer import answer, as_data, as_lines, route_names
from watchspec_generators.time_travel.arrivals import arrival
from watchspec_generators.values.moment import parse_moment

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

MADE = read_config("""
route:
  receiver: hook
  routes:
  - {matchers: [severity="page"], receiver: mail, continue: true}
  - matchers: [severity="page"]
    receiver: nobody
    active_time_intervals: [never]
    mute_time_intervals: [noon]
inhibit_rules: [{source_matchers: [alertname="B"], target_matchers: [alertname="A"]}]
time_intervals:
- {name: noon, time_intervals: [{times: [{start_time: '12:00', end_time: '12:30'}]}]}
- {name: never}
receivers: [{name: hook, webhook_configs: [{}]}, {name: mail, email_configs: [{}]}, {name: nobody}]
""")
NOON = parse_moment("2026-11-23T12:00Z")


def said(labels: dict[str, str], *firing: dict[str, str]) -> str:
    """The answer in words for an alert at noon."""
    return "\n".join(as_lines(answer(MADE, labels, NOON, firing, {})))


def test_an_alert_that_nothing_holds() -> None:
    """The root tells at once but for its group's wait; without a spec routes go by their key."""
    assert (
        said({"alertname": "C"})
        == """\
C fires from Monday 2026-11-23T12:00+00:00 on
  without further labels

hook (webhook), by the root
  first told Monday 2026-11-23T12:00:30+00:00, 30 s later"""
    )


def test_windows_that_never_open_and_an_inhibitor() -> None:
    """Each way says for itself what holds it back."""
    assert (
        said({"alertname": "A", "severity": "page"}, {"alertname": "B"})
        == """\
A fires from Monday 2026-11-23T12:00+00:00 on
  with severity=page

mail (email), by the route {}/{severity="page"}
  not told within 8 days
  silenced by B

nobody (no integration), by the route {}/{severity="page"}
  not told within 8 days
  held back by noon and by being outside never for more than 8 days
  silenced by B"""
    )


def shipped_answer(monitoring: Monitoring, name: str, at: str) -> Any:
    """The answer for an alert of the shipped spec."""
    made = read_config(configuration(monitoring))
    labels = arrival(monitoring, name, {})
    return answer(made, labels, parse_moment(at), (), route_names(monitoring.routing))


def test_a_window_that_ends(shipped: Monitoring) -> None:
    """In the night in which clocks go forward: until when, when told, and how long that is."""
    lines = list(as_lines(shipped_answer(shipped, "LLMSlowFirstToken", "2026-03-29T01:30 Europe/Berlin")))
    assert lines[3:] == [
        "slack_ml_team (slack), by the route warnings",
        "  first told Monday 2026-03-30T08:00:30 Europe/Berlin, 29 h 30 min 30 s later",
        "  held back by nights_and_weekends until Monday 2026-03-30T08:00 Europe/Berlin",
    ]


def test_data_for_machines(shipped: Monitoring) -> None:
    """The same with moments in ISO 8601; null where there is none."""
    (way,) = as_data(shipped_answer(shipped, "LLMQualityDegradation", "2026-10-25T02:30+01:00 Europe/Berlin"))["ways"]
    assert way.pop("group_key").startswith('{}/{severity="warning"}/{topic="quality"}:{alertname=')
    assert way == {
        "receiver": "slack_ml_team",
        "by": ["slack"],
        "route": "quality",
        "told_at": "2026-10-26T09:00:30+01:00",
        "muted_by": ["nights_and_weekends"],
        "outside": ["working_hours"],
        "opens_at": "2026-10-26T09:00:00+01:00",
        "inhibited_by": [],
    }
    (told,) = as_data(shipped_answer(shipped, "Watchdog", "2026-10-25T02:30Z"))["ways"]
    assert (told["told_at"], told["opens_at"]) == ("2026-10-25T02:30:00+00:00", None)


def test_told_at_once(shipped: Monitoring) -> None:
    """Where the group does not wait."""
    assert any(
        line.endswith(", at once") for line in as_lines(shipped_answer(shipped, "Watchdog", "2026-10-25T02:30Z"))
    )
