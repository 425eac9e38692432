"""Moments as people write them: `2026-03-29T03:30 Europe/Berlin`.

A wall clock's time is missing in the night on which clocks go forward, and comes
twice when they go back. The first is refused, the second needs its offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

FORM = "a date, a time and a zone, such as 2026-03-29T03:30 Europe/Berlin or 2026-03-29T01:30Z"
_FORM = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})?(?:\s+([A-Za-z0-9_+\-/]+))?", re.ASCII
)
_YEARS = range(1970, 2200)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with the zone in which it was written; its seconds count only if they were written."""

    at: datetime
    """In UTC: sums and comparisons of times in a zone with summer time go wrong in Python."""
    zone: tzinfo
    seconds: bool = False

    def covers(self, instant: datetime) -> bool:
        """Whether `instant` is this moment, to the minute or to the second."""
        length = timedelta(seconds=1) if self.seconds else timedelta(minutes=1)
        return self.at <= instant < self.at + length

    def __str__(self) -> str:
        return clock(self.at.astimezone(self.zone), seconds=self.seconds)


def parse_moment(text: str) -> Moment:
    """Parse `text`; ValueError says what is wrong with it, and how a time that comes twice is written."""
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise ValueError(f"`{text}` is no moment; write {FORM}")
    day, minute, second, offset, name = found.groups()
    try:
        wall = datetime.fromisoformat(f"{day}T{minute}{second or ''}")
    except ValueError:
        raise ValueError(f"`{day} {minute}{second or ''}` is on no calendar or clock") from None
    if wall.year not in _YEARS:
        raise ValueError(f"the year {wall.year} is out of range; write one from {_YEARS[0]} to {_YEARS[-1]}")
    if name is None and offset is None:
        raise ValueError(f"`{text}` names no time zone; write {FORM}")
    local = _placed(wall, None if offset is None else _offset(offset), name)
    return Moment(local.astimezone(timezone.utc), local.tzinfo or timezone.utc, bool(second))


def clock(at: datetime, *, seconds: bool = False) -> str:
    """`at` as it is written, with its offset where the wall clock alone would leave it open."""
    written = at.strftime("%Y-%m-%dT%H:%M:%S" if seconds else "%Y-%m-%dT%H:%M")
    if not isinstance(at.tzinfo, ZoneInfo):
        return written + _shown(at.utcoffset())
    twice = at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset()
    return f"{written}{_shown(at.utcoffset()) if twice else ''} {at.tzinfo.key}"


def zone(name: str) -> ZoneInfo:
    """The zone of this name; ValueError if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError(f"there is no time zone `{name}`") from None


def _placed(wall: datetime, offset: timedelta | None, name: str | None) -> datetime:
    if name is None:
        place: tzinfo = timezone(offset or timedelta(0))
        return wall.replace(tzinfo=place)
    placed = [wall.replace(tzinfo=zone(name), fold=fold) for fold in (0, 1)]
    real = [each for each in placed if _survives(each)]
    if not real:
        before, after = (each.utcoffset() or timedelta(0) for each in placed)
        raise ValueError(f"{wall:%Y-%m-%dT%H:%M} does not exist in {name}: clocks go forward by {after - before} then")
    if offset is not None:
        real = [each for each in real if each.utcoffset() == offset]
        if not real:
            shown = " or ".join(dict.fromkeys(_shown(each.utcoffset()) for each in placed))
            raise ValueError(f"{name} is not at {_shown(offset)} then, but at {shown}")
        return real[0]
    if real[0].utcoffset() != real[1].utcoffset():
        options = " or ".join(f"{wall:%Y-%m-%dT%H:%M}{_shown(each.utcoffset())} {name}" for each in real)
        raise ValueError(f"{wall:%Y-%m-%dT%H:%M} comes twice in {name}; write {options}")
    return real[0]


def _survives(local: datetime) -> bool:
    """Whether a clock in its zone ever shows it."""
    there = local.astimezone(timezone.utc).astimezone(local.tzinfo)
    return there.replace(tzinfo=None) == local.replace(tzinfo=None)


def _offset(written: str) -> timedelta:
    if written == "Z":
        return timedelta(0)
    hours, minutes = written[1:].split(":")
    length = timedelta(hours=int(hours), minutes=int(minutes))
    if length >= timedelta(days=1):
        raise ValueError(f"`{written}` is no offset from UTC")
    return -length if written.startswith("-") else length


def _shown(offset: timedelta | None) -> str:
    minutes = int((offset or timedelta(0)) / timedelta(minutes=1))
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
