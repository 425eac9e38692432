"""Time zones as PromQL can follow them: an offset, and the rule by which clocks change every year.

The rule is the last line of the zone's file in the `tzdata` package, in the form of POSIX' TZ variable, such as
`CET-1CEST,M3.5.0,M10.5.0/3`. It is read from the package alone, so that every machine writes the same files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from importlib.resources import files
from struct import unpack

DAY_SECONDS = 86_400
_WEEK = 7
_LAST = 5
"""As a week of the month in POSIX: the last one."""
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_END_OF_LISTS = int(datetime(2038, 1, 1, tzinfo=timezone.utc).timestamp())
"""Changes that are listed one by one up to here may only repeat the rule; those listed beyond are exceptions to it."""
_NAME = r"(?:<[^>]+>|[A-Za-z]+)"
_TIME = r"[-+]?[0-9]+(?::[0-9]+)?"
_CHANGE = rf"M([0-9]+)\.([0-9])\.([0-9])(?:/({_TIME}))?"
_RULE = re.compile(rf"{_NAME}({_TIME})(?:{_NAME}({_TIME})?,{_CHANGE},{_CHANGE})?")
_HEADER = 44


@dataclass(frozen=True, slots=True)
class Change:
    """A day of every year (Sunday is 0, week 5 the last), and seconds after its midnight in standard time."""

    month: int
    week: int
    weekday: int
    seconds: int

    def instant(self, year: int, standard_seconds: int) -> int:
        """Seconds since 1970 in UTC at which clocks change in `year`."""
        first = date(year, self.month, 1)
        day = first + timedelta((self.weekday - first.isoweekday()) % _WEEK + _WEEK * (self.week - 1))
        if day.month != self.month:
            day -= timedelta(_WEEK)
        return (day - _EPOCH.date()).days * DAY_SECONDS + self.seconds - standard_seconds


@dataclass(frozen=True, slots=True)
class Saving:
    """The other offset of a zone, and when it begins and ends each year; south of the equator it ends first."""

    seconds: int
    starts: Change
    ends: Change


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone by its rule, taken to hold for all years; offsets are seconds east of UTC."""

    name: str
    standard_seconds: int
    saving: Saving | None = None

    @property
    def furthest_seconds(self) -> int:
        """The offset furthest to the east: with it a local time is reached first."""
        return max(self.standard_seconds, self.saving.seconds if self.saving else self.standard_seconds)

    def offset(self, instant: int) -> int:
        """Seconds to be added to UTC at `instant`."""
        if self.saving is None:
            return self.standard_seconds
        year = (_EPOCH + timedelta(seconds=instant + self.standard_seconds)).year
        starts = self.saving.starts.instant(year, self.standard_seconds)
        ends = self.saving.ends.instant(year, self.standard_seconds)
        saving = starts <= instant < ends if starts < ends else not ends <= instant < starts
        return self.saving.seconds if saving else self.standard_seconds

    def instant(self, local: int) -> int:
        """The first instant at which the zone's clock shows `local` (seconds since 1970) or has just passed it."""
        earliest = local - self.furthest_seconds
        return local - self.offset(earliest)


@lru_cache
def zone_names() -> frozenset[str]:
    """Every IANA name that the package knows."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="ascii").split())


@lru_cache
def zone(name: str) -> Zone:
    """The zone of that name; ValueError if there is none, or if it follows no yearly rule."""
    if name not in zone_names():
        raise ValueError(f"there is no time zone `{name}`")
    content = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    rule = _RULE.fullmatch(content.rsplit(b"\n", 2)[1].decode("ascii"))
    if rule is None or _last_listed(content) >= _END_OF_LISTS:
        raise ValueError(f"the clocks of `{name}` follow no yearly rule")
    standard = -_seconds(rule[1])
    if rule[3] is None:
        return Zone(name, standard)
    ahead = standard + 3600 if rule[2] is None else -_seconds(rule[2])
    starts = _change(rule[3], rule[4], rule[5], _seconds(rule[6] or "2"))
    ends = _change(rule[7], rule[8], rule[9], _seconds(rule[10] or "2") - (ahead - standard))
    return Zone(name, standard, Saving(ahead, starts, ends))


def _change(month: str, week: str, weekday: str, seconds: int) -> Change:
    return Change(int(month), int(week), int(weekday), seconds)


def _seconds(text: str) -> int:
    hours, _, minutes = text.lstrip("-+").partition(":")
    return (int(hours) * 3600 + int(minutes or 0) * 60) * (-1 if text.startswith("-") else 1)


def _last_listed(content: bytes) -> int:
    """The last change that the file names one by one (RFC 8536: the second block has 64-bit times)."""
    block = _HEADER + _length(content, 4)
    counts = _counts(content[block:])
    times = content[block + _HEADER : block + _HEADER + 8 * counts[3]]
    return int(unpack(">q", times[-8:])[0]) if times else 0


def _length(content: bytes, time_size: int) -> int:
    is_ut, is_standard, leaps, times, types, letters = _counts(content)
    return times * (time_size + 1) + types * 6 + letters + leaps * (time_size + 4) + is_standard + is_ut


def _counts(content: bytes) -> tuple[int, ...]:
    return unpack(">6l", content[20:_HEADER])
