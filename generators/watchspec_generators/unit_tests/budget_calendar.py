"""Tests of a budget's calendar, at any instant: the time is itself recorded, and so can be played."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from watchspec_generators.rules.budgets import CLOCK, EDGE, NOW, SHOWN
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.types import UnitTest, Value
from watchspec_generators.values.zone import DAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.budgets import Budget
    from watchspec_generators.values.zone import Change

TICK = 60_000
"""Between evaluations, and between the instants played, in milliseconds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_YEARS = range(2024, 2031)
"""In these, months begin on weekdays of all kinds, and clocks change on the first and the last day they can."""


def shown_period(budget: Budget, shown: int) -> tuple[int, int]:
    """Begin and end of the period that the local time `shown` is in, in local time (all in seconds since 1970)."""
    if budget.per == "day":
        start = shown // DAY_SECONDS * DAY_SECONDS
        return start, start + DAY_SECONDS
    first = (_EPOCH + timedelta(seconds=shown)).replace(day=1, hour=0, minute=0, second=0)
    return _seconds(first), _seconds(_next_month(first))


def period_at(budget: Budget, instant: int) -> tuple[int, int]:
    """Begin and end of the period at `instant`, in seconds since 1970."""
    start, end = shown_period(budget, instant + budget.zone.offset(instant))
    return budget.zone.instant(start), budget.zone.instant(end)


def calendar_tests(monitoring: Monitoring, budget: Budget) -> Iterator[UnitTest]:
    """What is recorded at each of the instants, one a minute, is what the zone's rule says: step by step."""
    times, zone = list(instants(budget)), budget.zone
    shown = [time + zone.offset(time) for time in times]
    starts, ends = zip(*(shown_period(budget, clock) for clock in shown), strict=True)
    # The earliest instant at which a clock can show it is the one to be tried.
    ahead = [time + zone.furthest_seconds for time in times]
    labels = {"service": monitoring.service.name, "budget": budget.name, "case": "played"}
    now, clock = (name + braced(labels) for name in (NOW, CLOCK))
    start, end = (braced({**labels, "edge": edge}) for edge in ("start", "end"))
    begun, ended = ([zone.instant(clock) for clock in clocks] for clocks in (ahead, ends))
    yield _test("what clocks show", {now: times}, {clock: shown})
    yield _test("periods, as clocks show them", {clock: shown}, {SHOWN + start: starts, SHOWN + end: ends})
    played = {SHOWN + start: ahead, SHOWN + end: ends}
    yield _test("when clocks show it", played, {EDGE + start: begun, EDGE + end: ended})


def _test(what: str, played: Mapping[str, Sequence[int]], expected: Mapping[str, Sequence[int]]) -> UnitTest:
    """Of so many series, each is what is expected all the time."""
    names = {f"expected_{number}": selector for number, selector in enumerate(expected)}
    series = {name: " ".join(map(str, values)) for name, values in played.items()}
    series |= {name: " ".join(map(str, expected[selector])) for name, selector in names.items()}
    times = len(next(iter(played.values())))
    values = tuple(
        Value(
            (times - 1) * TICK,
            f"sum_over_time(({selector} == bool on () {name})[{times}m:1m])",
            (({}, times),),
        )
        for name, selector in names.items()
    )
    return UnitTest(what, TICK, series, values=values)


def instants(budget: Budget) -> Iterator[int]:
    """Where the calendar could be wrong, and a second before."""
    saving, standard = budget.zone.saving, budget.zone.standard_seconds
    for year in _YEARS:
        found = [_seconds(datetime(year, month, 1, tzinfo=timezone.utc)) - standard for month in (1, 3)]
        for change in (saving.starts, saving.ends) if saving else ():
            found += _around(change, year, standard)
        yield from (instant - before for instant in found for before in (1, 0))


def _around(change: Change, year: int, standard: int) -> Iterator[int]:
    """The change, the day after the same weekday a week before, and the begin and end of its month."""
    changed, month = change.instant(year, standard), datetime(year, change.month, 1, tzinfo=timezone.utc)
    yield changed
    yield changed - 6 * DAY_SECONDS
    yield _seconds(month) - standard + change.seconds
    yield _seconds(_next_month(month)) - standard


def _next_month(first: datetime) -> datetime:
    return (first + timedelta(31)).replace(day=1)


def _seconds(clock: datetime) -> int:
    return int((clock - _EPOCH).total_seconds())
