"""Moments at which a time interval can begin or end."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from watchspec_generators.simulator import TimeInterval

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
EDGES = st.lists(st.integers(0, 1440), min_size=2, max_size=2, unique=True).map(sorted)
STARTS = st.sampled_from(("2026-03-28", "2026-10-24", "2026-03-07", "2026-10-31", "2026-04-04", "2026-10-03"))


@settings(max_examples=60, deadline=None)
@given(EDGES, st.sampled_from(ZONES), STARTS)
def test_nothing_changes_between_turns(edges: list[int], zone: str, day: str) -> None:
    """Minute by minute over the days on which clocks change, an interval changes at a turn or not at all."""
    interval = TimeInterval(times=((edges[0], edges[1]),), weekdays=((0, 0), (6, 6)), location=ZoneInfo(zone))
    start = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
    end = start + timedelta(days=2)
    turns = set(interval.turns(start, end))
    assert all(start <= turn < end for turn in turns)
    before = interval.contains(start)
    for minute in range(1, 2 * 1440):
        at = start + timedelta(minutes=minute)
        now = interval.contains(at)
        assert now is before or at in turns, at
        before = now
