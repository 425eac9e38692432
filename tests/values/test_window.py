"""Ranges are read as people mean them, and split as Alertmanager takes them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from watchspec_generators.values.window import (
    DAY_MINUTES,
    WEEK,
    DatedInterval,
    Interval,
    Range,
    Window,
    contains,
    outside,
    parse_range,
    parse_window,
)

UTC = timezone.utc
BERLIN = ZoneInfo("Europe/Berlin")
VECTORS = json.loads((Path(__file__).parents[1] / "data" / "am_timeinterval_vectors.json").read_text())
SPAN = tuple[int, int]

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(1, 6))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("always", Range(EVERY_DAY)),
        ("never", Range(frozenset())),
        ("every day 22:00-08:00", Range(EVERY_DAY, 1320, 480)),
        ("daily 09:00-17:00", Range(EVERY_DAY, 540, 1020)),
        ("weekdays 22:00-08:00", Range(WEEKDAYS, 1320, 480)),
        ("Weekends", Range(frozenset((0, 6)))),
        ("saturday 10:00-14:00", Range(frozenset((6,)), 600, 840)),
        ("monday-friday 09:00-17:00", Range(WEEKDAYS, 540, 1020)),
        ("MON , Wed 09:00 - 12:00", Range(frozenset((1, 3)), 540, 720)),
        ("friday - monday", Range(frozenset((5, 6, 0, 1)))),
        ("weekends, wed 20:00-24:00", Range(frozenset((0, 3, 6)), 1200, DAY_MINUTES)),
        ("weekdays 22:00-00:00", Range(WEEKDAYS, 1320, 0)),
        ("friday nights 22:00-08:00", Range(frozenset((5,)), 1320, 480)),
        ("every night 22:00-08:00", Range(EVERY_DAY, 1320, 480)),
        ("sunday-thursday night 22:00-00:00", Range(frozenset(range(5)), 1320, 0)),
        ("weekdays 22:00-08:00 Europe/Berlin", Range(WEEKDAYS, 1320, 480, timezone="Europe/Berlin")),
        ("weekends utc", Range(frozenset((0, 6)), timezone="UTC")),
        ("always asia/tokyo", Range(EVERY_DAY, timezone="Asia/Tokyo")),
        ("never Asia/Tokyo", Range(frozenset(), timezone="Asia/Tokyo")),
        ("2026-12-24", Range(frozenset(), dates=frozenset([date(2026, 12, 24)]))),
        (
            "2026-12-31 to 2027-01-01, 2026-12-24 12:00-24:00 Europe/Berlin",
            Range(
                frozenset(),
                720,
                DAY_MINUTES,
                frozenset([date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 1)]),
                "Europe/Berlin",
            ),
        ),
    ],
)
def test_ranges_are_read_as_people_say_them(text: str, expected: Range) -> None:
    """Groups, days, lists and runs of days, in any case, with or without times."""
    assert parse_range(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "names no days; write days and times, such as every day 22:00-08:00"),
        ("22:00-08:00", "names no days"),
        ("mondey 09:00-10:00", "`mondey` is no day; write .* did you mean `monday`?"),
        ("weekday 09:00-10:00", "did you mean `weekdays`?"),
        ("xyz", "`xyz` is no day; write [^;]*$"),
        ("mon,", "a day is missing in `mon,`"),
        ("monday-", "a day is missing"),
        ("mon-mon 09:00-10:00", "from a day to itself; write `monday`, or `every day`"),
        ("weekdays 9:00-17:00", "`9:00` is no time of day; .* did you mean `09:00`?"),
        ("weekdays 09:00-17", "`17` is no time of day"),
        ("weekdays 09:00-24:30", "`24:30` is no time of day; write hours and minutes from 00:00 to 24:00$"),
        ("weekdays 22:00", "`22:00` is a single time; write a start and an end"),
        ("weekdays 24:00-08:00", "starts at the end of a day"),
        ("weekdays 08:00-08:00", "starts when it ends; for a whole day write 00:00-24:00"),
        ("weekdays 09:00-12:00, 13:00-17:00", "is no day"),
        ("weekdays at 09:00-12:00", "is no day; .* did you mean `weekdays`?"),
        ("friday nights 08:00-22:00", "`friday nights` goes past midnight, and these times don't"),
        ("nights 22:00-08:00", "`nights` is no day"),
        ("weekdays 22:00-08:00 Europe/Berln", "there is no time zone `Europe/Berln`; .* did you mean `Europe/Berlin`?"),
        ("weekdays 22:00-08:00 Mars/Crater", "there is no time zone `Mars/Crater`; write an IANA name"),
        ("2026-02-30", "`2026-02-30` is no date; write year, month and day"),
        ("2026-12-24 to friday", "`friday` is no date"),
        ("2026-12-24, friday 10:00-12:00", "`friday` is no date"),
        ("2026-12-24 to 2026-12-01", "is no run of days; write its first and its last day"),
        ("2026-12-24 to 2028-12-24", "at most a year apart"),
    ],
)
def test_what_can_not_be_read_is_explained(text: str, message: str) -> None:
    """The error says what was expected, and what was probably meant."""
    with pytest.raises(ValueError, match=message):
        parse_range(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("always", [Interval()]),
        ("never", []),
        ("every day 22:00-08:00", [Interval((), 1320, DAY_MINUTES), Interval((), 0, 480)]),
        ("friday 22:00-08:00", [Interval(((5, 5),), 1320, DAY_MINUTES), Interval(((6, 6),), 0, 480)]),
        ("saturday 22:00-08:00", [Interval(((6, 6),), 1320, DAY_MINUTES), Interval(((0, 0),), 0, 480)]),
        ("weekdays 22:00-00:00", [Interval(((1, 5),), 1320, DAY_MINUTES)]),
        ("weekends", [Interval(((0, 0), (6, 6)))]),
        ("weekdays 00:00-24:00", [Interval(((1, 5),))]),
        (
            "2026-12-30 to 2026-12-31, 2026-12-24 22:00-08:00",
            [
                DatedInterval(2026, 12, ((24, 24), (30, 31)), 1320, DAY_MINUTES),
                DatedInterval(2026, 12, ((25, 25), (31, 31)), 0, 480),
                DatedInterval(2027, 1, ((1, 1),), 0, 480),
            ],
        ),
        ("2026-12-24 22:00-00:00", [DatedInterval(2026, 12, ((24, 24),), 1320, DAY_MINUTES)]),
        ("2026-12-24", [DatedInterval(2026, 12, ((24, 24),))]),
    ],
)
def test_overnight_ranges_are_split_at_midnight(text: str, expected: list[Interval]) -> None:
    """Alertmanager gets days without wrap-around and times that end after they start."""
    assert list(parse_range(text).intervals()) == expected


@pytest.mark.parametrize(
    ("when", "inside"),
    [
        ("2026-11-23T03:00", True),  # Monday: Sunday's night
        ("2026-11-21T03:00", True),  # Saturday: Friday's night, and the weekend
        ("2026-11-27T23:00", True),  # Friday
        ("2026-11-23T07:59:59", True),
        ("2026-11-23T08:00", False),  # Monday
        ("2026-11-25T12:00", False),  # Wednesday
    ],
)
def test_nights_and_weekends(when: str, inside: bool) -> None:
    """The shipped window is silent at night and at weekends, and ends on Monday at eight."""
    window = parse_window("Europe/Berlin", ["every day 22:00-08:00", "weekends"])
    assert contains(window, datetime.fromisoformat(when).replace(tzinfo=BERLIN)) is inside


def test_a_time_without_a_zone_is_refused() -> None:
    """A naive time would be read in the machine's own zone."""
    with pytest.raises(ValueError, match="has no time zone"):
        contains(parse_window("UTC", ["always"]), datetime(2026, 11, 23, 3))  # noqa: DTZ001 - the point


@st.composite
def written_ranges(draw: st.DrawFn) -> tuple[str, frozenset[int], int, int]:
    """A range in words, with its meaning."""
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    start = draw(st.integers(0, DAY_MINUTES - 1))
    end = draw(st.integers(0, DAY_MINUTES).filter(lambda minute: minute != start))
    names = ", ".join(WEEK[day] for day in sorted(days))
    return f"{names} {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}", days, start, end


@settings(max_examples=30, deadline=None)
@given(written_ranges())
def test_intervals_mean_what_was_said(written: tuple[str, frozenset[int], int, int]) -> None:
    """Minute by minute over two weeks, the intervals hold just the minutes of the spans that start on the days."""
    text, days, start, end = written
    length = (end - start) % DAY_MINUTES or DAY_MINUTES
    said = {
        (day * DAY_MINUTES + start + minute) for day in range(-7, 14) if day % 7 in days for minute in range(length)
    }
    intervals = parse_range(text).weekly()
    covered = {
        day * DAY_MINUTES + minute
        for day in range(14)
        for minute in range(DAY_MINUTES)
        if any(interval.contains(day % 7, minute) for interval in intervals)
    }
    assert covered == {minute for minute in said if 0 <= minute < 14 * DAY_MINUTES}
    for interval in intervals:
        assert 0 <= interval.start < interval.end <= DAY_MINUTES
        assert all(0 <= first <= last <= 6 for first, last in interval.weekdays)


@settings(max_examples=30, deadline=None)
@given(st.lists(written_ranges().map(lambda written: parse_range(written[0])), max_size=3))
def test_outside_is_all_the_rest(ranges: list[Range]) -> None:
    """Every minute of the week is either inside the ranges or outside them, never both or neither."""
    inside = [interval for part in ranges for interval in part.weekly()]
    beyond = outside(ranges)
    for day in range(7):
        for minute in range(DAY_MINUTES):
            held = any(interval.contains(day, minute) for interval in inside)
            assert held is not any(interval.contains(day, minute) for interval in beyond)


@settings(deadline=None)
@given(written_ranges(), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - made aware below
def test_the_zone_s_own_clock_counts(written: tuple[str, frozenset[int], int, int], at: datetime) -> None:
    """A moment is judged by the wall clock of the window's zone, in summer and in winter."""
    text, days, start, end = written
    moment = at.replace(tzinfo=UTC)
    local = moment.astimezone(BERLIN).replace(tzinfo=None)
    midnights = [datetime(local.year, local.month, local.day) - timedelta(days=back) for back in (0, 1)]  # noqa: DTZ001 - wall clock
    length = timedelta(minutes=(end - start) % DAY_MINUTES or DAY_MINUTES)
    started = [day + timedelta(minutes=start) for day in midnights if day.isoweekday() % 7 in days]
    expected = any(begin <= local < begin + length for begin in started)
    assert contains(Window("Europe/Berlin", (parse_range(text),)), moment) is expected


@settings(deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(0, DAY_MINUTES - 1),
    st.integers(1, DAY_MINUTES),
    st.integers(-3 * DAY_MINUTES, 3 * DAY_MINUTES),
)
def test_a_date_is_one_day_or_night(day: date, start: int, end: int, off: int) -> None:
    """The span that starts on the date holds, its morning on the day after included, and nothing else."""
    if start == end:
        end = 0
    text = f"{day} {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02} Europe/Berlin"
    begin = datetime(day.year, day.month, day.day) + timedelta(minutes=start)  # noqa: DTZ001 - wall clock
    length = timedelta(minutes=(end - start) % DAY_MINUTES or DAY_MINUTES)
    local = begin + timedelta(minutes=off)
    if start == end:
        return
    window = parse_window("UTC", [text])
    assert contains(window, local.replace(tzinfo=BERLIN)) is _within(begin, local, length)


def _within(begin: datetime, local: datetime, length: timedelta) -> bool:
    # A wall clock time that the night of the change leaves out is an hour later to everybody.
    shown = local.replace(tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None)
    return begin <= shown < begin + length


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-03-29T00:59+00:00", False),  # 01:59 in Berlin, the minute before clocks go forward
        ("2026-03-29T01:00+00:00", False),  # 03:00 in Berlin: 02:00-03:00 does not happen
        ("2026-10-25T00:30+00:00", True),  # 02:30 for the first time
        ("2026-10-25T01:30+00:00", True),  # 02:30 again
        ("2026-10-25T02:00+00:00", False),  # 03:00
    ],
)
def test_the_nights_on_which_clocks_change(moment: str, inside: bool) -> None:
    """A range in the missing hour does not happen, and one in the repeated hour happens twice."""
    window = parse_window("UTC", ["every day 02:00-03:00 Europe/Berlin"])
    assert contains(window, datetime.fromisoformat(moment)) is inside


OURS = [v for v in VECTORS if set(yaml.load(v["spec"], yaml.BaseLoader)) <= {"weekdays", "times", "location"}]
ACCEPTED = [vector for vector in OURS if not vector["v0.33.1"].startswith("ERR")]


@pytest.mark.parametrize("vector", ACCEPTED, ids=lambda vector: vector["note"])
def test_answers_are_alertmanager_s(vector: dict[str, str]) -> None:
    """What Alertmanager's own package answered for days, times and zones, we answer."""
    spec: dict[str, Any] = yaml.load(vector["spec"], yaml.BaseLoader)
    local = datetime.fromisoformat(vector["t"].replace("Z", "+00:00")).astimezone(
        ZoneInfo(spec.get("location") or "UTC")
    )
    found = any(i.contains(local.isoweekday() % 7, local.hour * 60 + local.minute) for i in _intervals(spec))
    assert str(found).lower() == vector["v0.33.1"]


def test_the_vectors_are_there() -> None:
    """The comparison above is about a known number of cases."""
    assert len(ACCEPTED) == 18


def _intervals(spec: dict[str, Any]) -> list[Interval]:
    """The intervals that the vector's YAML stands for; an empty list leaves none."""
    if spec.get("weekdays") == [] or spec.get("times") == []:
        return []
    written = spec.get("weekdays")
    spans: list[SPAN] = [_span(text) for text in written] if isinstance(written, list) else []
    times = spec.get("times", [{"start_time": "00:00", "end_time": "24:00"}])
    return [Interval(tuple(spans), _minute(time["start_time"]), _minute(time["end_time"])) for time in times]


def _span(text: str) -> SPAN:
    first, _, last = text.lower().partition(":")
    return WEEK.index(first), WEEK.index(last or first)


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
