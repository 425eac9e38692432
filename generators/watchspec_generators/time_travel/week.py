"""A week of one alert: hour by hour, who is told of it if it fires then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from watchspec_generators.simulator.intervals import UTC
from watchspec_generators.simulator.verdict import windows_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from watchspec_generators.simulator import Config, Route

DAYS = 7
HOURS = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a wall clock, or what a change of clocks leaves of it."""

    hour: int
    told: tuple[tuple[str, float], ...]
    """Receivers with the share of the hour in which they are told."""
    held_by: tuple[str, ...]
    """Windows that hold something back in it."""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day; an hour that clocks leave out has no cell, one that they repeat has two."""

    date: date
    cells: tuple[Cell, ...]

    def at(self, hour: int) -> tuple[Cell, ...]:
        """The cells of one hour of the wall clock."""
        return tuple(cell for cell in self.cells if cell.hour == hour)


def week(config: Config, labels: Mapping[str, str], monday: date, zone: ZoneInfo) -> tuple[Day, ...]:
    """The days from `monday` on for an alert with `labels`, on the wall clock of `zone`."""
    routes = config.route.taking(labels)
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    return tuple(Day(day, _cells(config, routes, day, zone)) for day in days)


def _cells(config: Config, routes: Sequence[Route], day: date, zone: ZoneInfo) -> tuple[Cell, ...]:
    begin, end = (_instant(each, zone) for each in (day, day + timedelta(days=1)))
    hours = [begin]
    # In quarters, since some clocks are not whole hours from UTC, and one changes by half an hour.
    while (at := hours[-1] + _next(hours[-1], zone)) < end:
        hours.append(at)
    return tuple(
        _cell(config, routes, (start, stop), start.astimezone(zone).hour)
        for start, stop in zip(hours, (*hours[1:], end), strict=True)
    )


def _instant(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _next(at: datetime, zone: ZoneInfo) -> timedelta:
    """How long until the wall clock shows another hour, or the same one anew."""
    quarter, begin = timedelta(minutes=15), at.astimezone(zone)
    length = quarter
    while length < timedelta(hours=1):
        here = (at + length).astimezone(zone)
        if here.hour != begin.hour or here.utcoffset() != begin.utcoffset():
            break
        length += quarter
    return length


def _cell(config: Config, routes: Sequence[Route], span: tuple[datetime, datetime], hour: int) -> Cell:
    intervals = [each for route in routes for name in (*route.mute, *route.active) for each in config.intervals[name]]
    turns = sorted({span[0], *(turn for interval in intervals for turn in interval.turns(*span))})
    told = dict.fromkeys((route.receiver for route in routes), timedelta(0))
    held: dict[str, None] = {}
    for start, stop in zip(turns, (*turns[1:], span[1]), strict=True):
        windows = [windows_at(config, route, start) for route in routes]
        held |= dict.fromkeys(name for each in windows for name in (*each.muted_by, *each.outside))
        for receiver in {route.receiver for route, each in zip(routes, windows, strict=True) if each.open}:
            told[receiver] += stop - start
    length = span[1] - span[0]
    return Cell(hour, tuple((receiver, part / length) for receiver, part in told.items()), tuple(held))
