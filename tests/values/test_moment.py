"""Moments on wall clocks, also on the nights on which these jump."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.values.moment import Moment, clock, parse_moment

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-29T03:30 Europe/Berlin", "2026-03-29T01:30:00+00:00"),
        ("2026-03-29 03:30:15 Europe/Berlin", "2026-03-29T01:30:15+00:00"),
        ("2026-10-25T02:30+02:00 Europe/Berlin", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30+01:00 Europe/Berlin", "2026-10-25T01:30:00+00:00"),
        ("2026-07-01T12:00-04:00 America/New_York", "2026-07-01T16:00:00+00:00"),
        ("2026-03-29T01:30Z", "2026-03-29T01:30:00+00:00"),
        ("2026-03-29T01:30-05:30", "2026-03-29T07:00:00+00:00"),
    ],
)
def test_moments_that_are_meant(text: str, instant: str) -> None:
    """With a zone, an offset or both; an offset chooses between the two that a wall clock shows."""
    assert parse_moment(text).at == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no moment; write a date, a time and a zone"),
        ("2026-03-29 Europe/Berlin", "is no moment"),
        ("2026-03-29T03:30", "names no time zone"),
        ("2026-02-30T03:30 UTC", "`2026-02-30 03:30` is on no calendar"),
        ("2026-03-29T24:00 UTC", "on no calendar or clock"),
        ("1900-01-01T00:00 UTC", "the year 1900 is out of range; write one from 1970 to 2199"),
        ("2026-03-29T02:30 Europe/Berlin", "does not exist in Europe/Berlin: clocks go forward by 1:00:00 then"),
        ("2026-03-29T02:30+01:00 Europe/Berlin", "does not exist in Europe/Berlin"),
        ("2026-10-25T02:30 Europe/Berlin", r"comes twice in Europe/Berlin; write 2026-10-25T02:30\+02:00 Europe"),
        ("2026-10-25T02:30+03:00 Europe/Berlin", r"is not at \+03:00 then, but at \+02:00 or \+01:00"),
        ("2026-07-01T02:30+01:00 Europe/Berlin", r"is not at \+01:00 then, but at \+02:00$"),
        ("2026-07-01T02:30 Europe/Berlni", "there is no time zone `Europe/Berlni`"),
        ("2026-07-01T02:30+25:00", "`.25:00` is no offset from UTC"),
    ],
)
def test_moments_that_are_not(text: str, message: str) -> None:
    """What is wrong, and for a time that comes twice how each is written."""
    with pytest.raises(ValueError, match=message):
        parse_moment(text)


@given(st.integers(0, 2_000_000), st.sampled_from(ZONES))
def test_every_moment_has_a_written_form(minutes: int, zone: str) -> None:
    """What is shown reads as the same instant, on changed clocks too."""
    instant = datetime(2025, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=minutes)
    assert parse_moment(clock(instant.astimezone(ZoneInfo(zone)))).at == instant


def test_moments_cover_their_minute_or_second() -> None:
    """Seconds count only where they are written."""
    minute, second = parse_moment("2026-03-29T01:30Z"), parse_moment("2026-03-29T01:30:00Z")
    later = minute.at + timedelta(seconds=30)
    assert (minute.covers(later), second.covers(later), second.covers(second.at)) == (True, False, True)
    assert (str(minute), str(second)) == ("2026-03-29T01:30+00:00", "2026-03-29T01:30:00+00:00")
    assert str(Moment(minute.at, ZoneInfo("Asia/Kathmandu"))) == "2026-03-29T07:15 Asia/Kathmandu"
