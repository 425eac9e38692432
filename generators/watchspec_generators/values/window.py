"""Times as people say them: `every day 22:00-08:00`, `weekends`, `friday nights 22:00-08:00 Europe/Berlin`.

An overnight range belongs to the day on which it starts: `friday 22:00-08:00` ends
on Saturday morning. Alertmanager knows no such range, so it is split at midnight.
Days are those of every week, or dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

DAY_MINUTES = 1440
WEEK = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""Days by their number in Alertmanager, whose week starts on Sunday."""
FORM = (
    "days and times, such as every day 22:00-08:00, weekdays 09:00-17:00, mon, wed 09:00-12:00, friday nights "
    "22:00-08:00, 2026-12-24 12:00-24:00, weekends or always, and a time zone where it is not the window's"
)
_EVERY_DAY = frozenset(range(len(WEEK)))
_GROUPS = {
    "every day": _EVERY_DAY,
    "daily": _EVERY_DAY,
    "weekdays": frozenset(range(1, 6)),
    "weekends": frozenset((0, 6)),
}
_DAYS = {name: number for number, day in enumerate(WEEK) for name in (day, day[:3])}
_TIMES = re.compile(r"(?:^|\s+)((?![0-9]{4}-[0-9]{2}-)[0-9]\S*)\s*$")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NIGHTS = re.compile(r"(.+) nights?")
_ONE_DAY = timedelta(days=1)
_LONGEST_RUN = 366
_HYPHEN = re.compile(r"\s*-\s*")
_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Interval:
    """One of Alertmanager's time intervals: days without wrap-around (none: any day), `start` < `end` in minutes."""

    weekdays: tuple[tuple[int, int], ...] = ()
    start: int = 0
    end: int = DAY_MINUTES

    def contains(self, day: int, minute: int) -> bool:
        """Whether minute `minute` of day number `day` (Sunday is 0) lies inside; the end does not."""
        on_day = not self.weekdays or any(first <= day <= last for first, last in self.weekdays)
        return on_day and self.start <= minute < self.end

    def holds(self, local: datetime) -> bool:
        """Whether a moment of the window's own zone lies inside."""
        return self.contains(local.isoweekday() % len(WEEK), _minute_of(local))


@dataclass(frozen=True, slots=True)
class DatedInterval:
    """One of Alertmanager's time intervals on runs of days of one month, `start` < `end` in minutes."""

    year: int
    month: int
    days: tuple[tuple[int, int], ...]
    start: int = 0
    end: int = DAY_MINUTES

    def holds(self, local: datetime) -> bool:
        """Whether a moment of the window's own zone lies inside."""
        on_day = any(first <= local.day <= last for first, last in self.days)
        in_month = (local.year, local.month) == (self.year, self.month)
        return in_month and on_day and self.start <= _minute_of(local) < self.end


@dataclass(frozen=True, slots=True)
class Range:
    """Days of the week (Sunday is 0) or dates on which a time starts, and its minutes of day.

    `end` < `start` ends the day after; `timezone` None is the window's.
    """

    days: frozenset[int]
    start: int = 0
    end: int = DAY_MINUTES
    dates: frozenset[date] = frozenset()
    timezone: str | None = None

    def intervals(self) -> tuple[Interval | DatedInterval, ...]:
        """The same times as Alertmanager takes them; none for a range that is never."""
        return (*self.weekly(), *self.dated())

    def dated(self) -> tuple[DatedInterval, ...]:
        """Those on dates."""
        if self.start < self.end:
            return _months(self.dates, self.start, self.end)
        evening = _months(self.dates, self.start, DAY_MINUTES)
        morning = _months(frozenset(day + _ONE_DAY for day in self.dates), 0, self.end) if self.end else ()
        return (*evening, *morning)

    def weekly(self) -> tuple[Interval, ...]:
        """Those of every week."""
        if not self.days:
            return ()
        if self.start < self.end:
            return (Interval(_spans(self.days), self.start, self.end),)
        evening = Interval(_spans(self.days), self.start, DAY_MINUTES)
        if not self.end:
            return (evening,)
        return evening, Interval(_spans(frozenset((day + 1) % len(WEEK) for day in self.days)), 0, self.end)


@dataclass(frozen=True, slots=True)
class Window:
    """A set of times in a named zone."""

    timezone: str
    ranges: tuple[Range, ...]

    def located(self) -> Iterator[tuple[str, Interval | DatedInterval]]:
        """Every interval, with the zone that it is in."""
        for part in self.ranges:
            for interval in part.intervals():
                yield part.timezone or self.timezone, interval


def parse_window(timezone: str, ranges: Iterable[str]) -> Window:
    """The window of some ranges as written; ValueError if one can't be read."""
    return Window(timezone, tuple(parse_range(text) for text in ranges))


def outside(ranges: Iterable[Range]) -> tuple[Interval, ...]:
    """The times of the week that none of `ranges` holds, by time of day; dates don't count."""
    inside = [interval for part in ranges for interval in part.weekly()]
    gaps: dict[tuple[int, int], set[int]] = {}
    for day in _EVERY_DAY:
        for gap in _gaps((part.start, part.end) for part in inside if part.contains(day, part.start)):
            gaps.setdefault(gap, set()).add(day)
    return tuple(Interval(_spans(frozenset(days)), *gap) for gap, days in sorted(gaps.items()))


def contains(window: Window, at: datetime) -> bool:
    """Whether Alertmanager takes `at`, which must know its zone, as inside `window`; seconds don't count."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return any(interval.holds(at.astimezone(ZoneInfo(zone))) for zone, interval in window.located())


def parse_range(text: str) -> Range:
    """Parse `text`; ValueError says what was expected, and which day or zone was probably meant."""
    said, zone = _zone(" ".join(_HYPHEN.sub("-", text).split()))
    said = said.casefold()
    if said == "never":
        return Range(frozenset(), timezone=zone)
    if said == "always":
        return Range(_EVERY_DAY, timezone=zone)
    match = _TIMES.search(said)
    days = said[: match.start()] if match else said
    if not days:
        raise ValueError(f"`{text}` names no days; write {FORM}")
    start, end = _times(match[1]) if match else (0, DAY_MINUTES)
    if _DATE.match(days):
        return Range(frozenset(), start, end, _dates(days), zone)
    days = _nights(days, start, end)
    return Range(frozenset().union(*(_part(part.strip(), text) for part in days.split(","))), start, end, timezone=zone)


def _zone(said: str) -> tuple[str, str | None]:
    """`said` without the time zone at its end, and that zone."""
    rest, _, last = said.rpartition(" ")
    known = _zones()
    if last.casefold() in known:
        return rest, known[last.casefold()]
    if "/" in last:
        near = get_close_matches(last.casefold(), known, n=1)
        hint = f"; did you mean `{known[near[0]]}`?" if near else ""
        raise ValueError(f"there is no time zone `{last}`; write an IANA name such as Europe/Berlin{hint}")
    return said, None


@cache
def zone_names() -> frozenset[str]:
    """Every IANA name; looked for once, since that takes as long as all other checks of a spec."""
    return frozenset(available_timezones())


@cache
def _zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in zone_names()}


def _nights(days: str, start: int, end: int) -> str:
    """`days` without the word that says that they are nights, which then have to be."""
    match = _NIGHTS.fullmatch(days)
    if match is None:
        return days
    if start < end:
        raise ValueError(f"`{days}` goes past midnight, and these times don't; write them such as 22:00-08:00")
    return "every day" if match[1] == "every" else match[1]


def _dates(days: str) -> frozenset[date]:
    """The days of a list of dates and of runs of them."""
    found: set[date] = set()
    for part in days.split(","):
        first, _, last = part.strip().partition(" to ")
        begin, end = _date(first), _date(last or first)
        if not 0 <= (end - begin).days <= _LONGEST_RUN:
            raise ValueError(
                f"`{part.strip()}` is no run of days; write its first and its last day, at most a year apart"
            )
        found |= {begin + _ONE_DAY * step for step in range((end - begin).days + 1)}
    return frozenset(found)


def _date(written: str) -> date:
    try:
        if _DATE.fullmatch(written.strip()):
            return date.fromisoformat(written.strip())
    except ValueError:
        pass
    raise ValueError(f"`{written.strip()}` is no date; write year, month and day such as 2026-12-24")


def _part(part: str, text: str) -> frozenset[int]:
    """Days of one item of the list: a group, a day, or a run of days that may pass the week's end."""
    if part in _GROUPS:
        return _GROUPS[part]
    first, hyphen, last = part.partition("-")
    if not hyphen:
        return frozenset((_day(first, text),))
    start, end = _day(first, text), _day(last, text)
    if start == end:
        raise ValueError(f"`{part}` is a run from a day to itself; write `{WEEK[start]}`, or `every day`")
    return frozenset((start + step) % len(WEEK) for step in range((end - start) % len(WEEK) + 1))


def _day(word: str, text: str) -> int:
    if word in _DAYS:
        return _DAYS[word]
    if not word:
        raise ValueError(f"a day is missing in `{text}`; write {FORM}")
    near = get_close_matches(word, (*WEEK, *_GROUPS, "always", "never"), n=1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    raise ValueError(f"`{word}` is no day; write {FORM}{hint}")


def _times(written: str) -> tuple[int, int]:
    first, hyphen, last = written.partition("-")
    if not hyphen:
        raise ValueError(f"`{written}` is a single time; write a start and an end, such as 22:00-08:00")
    start, end = _minute(first), _minute(last)
    if start == DAY_MINUTES:
        raise ValueError(f"`{written}` starts at the end of a day; write 00:00 and the day after")
    if start == end:
        raise ValueError(f"`{written}` starts when it ends; for a whole day write 00:00-24:00 or leave the times out")
    return start, end


def _minute(written: str) -> int:
    match = _TIME.fullmatch(written)
    if not match or written > "24:00":
        hint = f"; did you mean `0{written}`?" if _TIME.fullmatch(f"0{written}") else ""
        raise ValueError(f"`{written}` is no time of day; write hours and minutes from 00:00 to 24:00{hint}")
    return int(match[1]) * 60 + int(match[2])


def _spans(days: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Runs of neighbouring days within Alertmanager's week; none stands for every day."""
    if days == _EVERY_DAY:
        return ()
    return _runs(days)


def _runs(days: frozenset[int]) -> tuple[tuple[int, int], ...]:
    starts = [day for day in sorted(days) if day - 1 not in days]
    ends = [day for day in sorted(days) if day + 1 not in days]
    return tuple(zip(starts, ends, strict=True))


def _months(dates: frozenset[date], start: int, end: int) -> tuple[DatedInterval, ...]:
    """One interval for each month that has some of `dates`."""
    months: dict[tuple[int, int], set[int]] = {}
    for day in sorted(dates):
        months.setdefault((day.year, day.month), set()).add(day.day)
    return tuple(DatedInterval(*month, _runs(frozenset(days)), start, end) for month, days in months.items())


def _minute_of(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _gaps(taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a day once the spans in `taken` are gone."""
    free = 0
    for start, end in (*sorted(taken), (DAY_MINUTES, DAY_MINUTES)):
        if free < start:
            yield free, start
        free = max(free, end)
