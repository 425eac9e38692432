"""A week, hour by hour, as text and as a page."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from watchspec_generators.alertmanager import configuration
from watchspec_generators.simulator import read_config
from watchspec_generators.time_travel.plan import plan, zone_of
from watchspec_generators.time_travel.plan_page import page
from watchspec_generators.time_travel.plan_text import lines
from watchspec_generators.time_travel.week import week

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring
    from watchspec_generators.time_travel.plan import Plan

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 23), date(2026, 10, 19)
HALF = read_config("""
route:
  receiver: a
  routes:
  - {matchers: [x="1"], receiver: a, continue: true, mute_time_intervals: [early]}
  - {matchers: [x="1"], receiver: b, active_time_intervals: [early]}
time_intervals:
- name: early
  time_intervals: [{times: [{start_time: '00:00', end_time: '02:45'}], location: Europe/Berlin}]
receivers: [{name: a}, {name: b}]
""")


def planned(monitoring: Monitoring, monday: date, zone: ZoneInfo = BERLIN) -> Plan:
    """The week of what is generated."""
    return plan(monitoring, read_config(configuration(monitoring)), monday, zone, {})


def test_alerts_that_go_the_same_way_share_a_row(shipped: Monitoring) -> None:
    """By severity, most severe first."""
    made = planned(shipped, SPRING)
    assert [(row.severity, row.alerts[0], row.receivers) for row in made.rows][:3] == [
        ("critical", "LLMHighErrorRate", ("pagerduty_critical",)),
        ("warning", "LLMErrorRateElevated", ("slack_ml_team",)),
        ("warning", "LLMCostSpike", ("finance",)),
    ]
    assert made.receivers == ("pagerduty_critical", "slack_ml_team", "finance", "dead_mans_switch")
    assert sorted(name for row in made.rows for name in row.alerts) == sorted(each.name for each in shipped.alerts)


def test_the_week_in_which_clocks_go_forward(shipped: Monitoring) -> None:
    """Warnings on a Friday and on that Sunday, which has no two o'clock."""
    text = "\n".join(lines(planned(shipped, SPRING)))
    assert text.startswith("checkout, week 13 of 2026 (Europe/Berlin)\n\ncritical: LLMHighErrorRate,")
    assert "\nFri 27 Mar ········██████████████··\n" in text
    assert "\nSun 29 Mar ·· ·····················  clocks change: no 02:00\nheld back by nights_and_weekends\n" in text


def test_the_week_in_which_clocks_go_back(shipped: Monitoring) -> None:
    """Two o'clock comes twice, and the day has 25 cells."""
    made = planned(shipped, AUTUMN)
    sunday = made.rows[0].days[6]
    assert (len(sunday.cells), len(sunday.at(2))) == (25, 2)
    assert "  clocks change: 02:00 twice" in "\n".join(lines(made))


def test_parts_of_hours() -> None:
    """A quarter of an hour for one, the rest for the other; a receiver is told if any of its routes is open."""
    day = week(HALF, {"x": "1"}, SPRING, BERLIN)[0]
    assert day.at(1)[0].told == (("a", 0.0), ("b", 1.0))
    assert day.at(2)[0].told == (("a", 0.25), ("b", 0.75))
    assert day.at(2)[0].held_by == ("early",)
    assert day.at(3)[0].told == (("a", 1.0), ("b", 0.0))


@settings(max_examples=30, deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.sampled_from(("UTC", "Australia/Lord_Howe", "Asia/Kathmandu", "America/New_York", "Africa/Cairo")),
)
@example(date(2026, 4, 5), "Australia/Lord_Howe")
def test_cells_fill_every_day(day: date, zone: str) -> None:
    """Whatever clocks do, hours come in order and none is lost or told twice at the same time."""
    for each in week(HALF, {}, day, ZoneInfo(zone)):
        hours = [cell.hour for cell in each.cells]
        assert hours == sorted(hours)
        assert 23 <= len(hours) <= 25
        assert {receiver for cell in each.cells for receiver, share in cell.told if share == 1} == {"a"}


def test_the_page(edited: Callable[..., Monitoring]) -> None:
    """One file with every alert and receiver, names escaped, clocks explained, and nothing from elsewhere."""
    monitoring = edited(
        ("every day 22:00-08:00", "every day 22:30-08:00"),
        ("receiver: finance", "receiver: finance\n      continue: true"),
    )
    html = page(planned(monitoring, SPRING))
    assert all(f"<li>{alert.name}</li>" in html for alert in monitoring.alerts)
    assert "linear-gradient(to top, #009E73 0% 50%, var(--held) 50% 100%)" in html
    assert "slack_ml_team is told 50% of it; held back by nights_and_weekends" in html
    assert "02:00 does not exist: clocks go forward" in html
    assert not re.search(r"https?:|src=|@import|url\(", html)
    assert "02:00 (time 2 of 2): " in page(planned(monitoring, AUTUMN))


def test_whose_clock(shipped: Monitoring, edited: Callable[..., Monitoring]) -> None:
    """That of the first window."""
    assert zone_of(shipped) == BERLIN
    assert (
        zone_of(
            edited(
                ("nights_and_weekends:\n    timezone: Europe/Berlin", "nights_and_weekends:\n    timezone: Asia/Tokyo")
            )
        ).key
        == "Asia/Tokyo"
    )
