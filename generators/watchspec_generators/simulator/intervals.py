"""Alertmanager's time intervals: when is a moment inside one?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]
"""First and last, both inclusive."""

UTC = ZoneInfo("UTC")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimeInterval:
    """One entry of a time interval. Fields are ANDed, the spans of one ORed; None is any, no span at all is never."""

    times: tuple[Span, ...] | None = None
    """Minutes of the day; the last one does not belong to the span."""
    weekdays: tuple[Span, ...] | None = None
    """Sunday is 0."""
    days_of_month: tuple[Span, ...] | None = None
    """Negative ones count from the month's end."""
    months: tuple[Span, ...] | None = None
    years: tuple[Span, ...] | None = None
    location: ZoneInfo = UTC
    real_months: bool = False
    """Up to 0.34.0, negative days count from the wrong day in the month in which clocks go forward."""

    def contains(self, at: datetime) -> bool:
        """Whether `at`, which must know its zone, is inside; seconds don't count."""
        local = at.astimezone(self.location)
        minute = local.hour * 60 + local.minute
        return (
            (self.times is None or any(start <= minute < end for start, end in self.times))
            and _within(local.isoweekday() % 7, self.weekdays)
            and _within(local.month, self.months)
            and _within(local.year, self.years)
            and self._on_day_of_month(local)
        )

    def turns(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Moments from `start` up to `end` at which it can begin or end: midnights, its times, and changed clocks."""
        minutes = {0, *(minute for span in self.times or () for minute in span)}
        day = start.astimezone(self.location).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) - _DAY
        last = end.astimezone(self.location).replace(tzinfo=None) + _DAY
        while day <= last:
            for moment in self._turns_of(day, minutes):
                if start <= moment < end:
                    yield moment
            day += _DAY

    def _turns_of(self, day: datetime, minutes: set[int]) -> Iterator[datetime]:
        walls = [day + timedelta(minutes=minute) for minute in minutes]
        for wall in walls:
            yield from (wall.replace(tzinfo=self.location, fold=fold).astimezone(UTC) for fold in (0, 1))
        dawn, dusk = (edge.replace(tzinfo=self.location) for edge in (day, day + _DAY))
        if dawn.utcoffset() != dusk.utcoffset():
            yield _change(dawn.astimezone(UTC), dusk.astimezone(UTC), self.location)

    def _on_day_of_month(self, local: datetime) -> bool:
        if self.days_of_month is None:
            return True
        length = self._days_in_month(local)
        for begin, end in self.days_of_month:
            first, last = (day + length + 1 if day < 0 else day for day in (begin, end))
            # Later days than the month has are no days of it, but an end beyond it is its last.
            if first <= length and first <= local.day <= min(last, length):
                return True
        return False

    def _days_in_month(self, local: datetime) -> int:
        begin = datetime(local.year, local.month, 1, tzinfo=self.location)
        end = datetime(local.year + local.month // 12, local.month % 12 + 1, 1, tzinfo=self.location)
        if self.real_months:
            return (end.replace(tzinfo=None) - begin.replace(tzinfo=None)).days
        return (end.astimezone(UTC) - begin.astimezone(UTC)).days


def _within(value: int, spans: tuple[Span, ...] | None) -> bool:
    return spans is None or any(first <= value <= last for first, last in spans)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The minute between two moments, of different offsets from UTC, at which clocks change."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
