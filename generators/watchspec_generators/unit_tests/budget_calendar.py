"""Tests of a budget's calendar, at any instant: the time is itself recorded, and so can be played."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from watchspec_generators.rules.budgets import CLOCK, EDGE, NOW, SHOWN
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.types import UnitTest, Value
from watchspec_generators.values.zone import DAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.budgets import Budget
    from watchspec_generators.values.zone import Change

TICK = 60_000
"""Between evaluations, and between the instants played, in milliseconds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_YEARS = range(2024, 2031)
"""In these, days of the month fall on weekdays of all kinds, and clocks change on the first and the last day they can."""
_PLAYED, _SHOWN_PLAYED = "played", "shown"


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


def calendar_test(monitoring: Monitoring, budget: Budget) -> UnitTest:
    """What is recorded of the time at each of the instants, one a minute, is what the zone's rule says."""
    times = list(instants(budget))
    shown = [time + budget.zone.offset(time) for time in times]
    edges = [shown_period(budget, clock) for clock in shown]
    labels = {"service": monitoring.service.name, "budget": budget.name}
    start, end = ({**labels, "edge": edge, "case": _PLAYED} for edge in ("start", "end"))
    # The earliest instant at which a clock can show it is the one to be tried.
    ahead = [time + budget.zone.furthest_seconds for time in times]
    expected = {
        "local": (CLOCK + braced({**labels, "case": _PLAYED}), shown),
        "local_start": (SHOWN + braced(start), [one for one, _ in edges]),
        "local_end": (SHOWN + braced(end), [other for _, other in edges]),
        "start": (EDGE + braced(start), [budget.zone.instant(one) for one, _ in edges]),
        "end": (EDGE + braced(end), [budget.zone.instant(other) for _, other in edges]),
        "shown": (EDGE + braced({**start, "case": _SHOWN_PLAYED}), [budget.zone.instant(one) for one in ahead]),
    }
    series = {
        NOW + braced({**labels, "case": _PLAYED}): _words(times),
        SHOWN + braced({**start, "case": _SHOWN_PLAYED}): _words(ahead),
        **{f"expected_{what}": _words(values) for what, (_, values) in expected.items()},
    }
    values = tuple(_agree(f"expected_{what}", selector, len(times)) for what, (selector, _) in expected.items())
    return UnitTest("years around changes of clocks, and ends of months", TICK, series, values=values)


def instants(budget: Budget) -> Iterator[int]:
    """Where the calendar could be wrong, and a second before."""
    saving, standard = budget.zone.saving, budget.zone.standard_seconds
    for year in _YEARS:
        edges = [_seconds(datetime(year, 3, 1, tzinfo=timezone.utc)), _seconds(datetime(year, 1, 1, tzinfo=timezone.utc))]
        found = [edge - standard for edge in edges]
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


def _agree(expected: str, selector: str, times: int) -> Value:
    """At all of the instants, the series is what is expected."""
    alike = f"({selector} == bool on () {expected})[{times}m:1m]"
    return Value((times - 1) * TICK, f"sum_over_time({alike})", (({}, times),))


def _words(values: Sequence[int]) -> str:
    return " ".join(map(str, values))


def _next_month(first: datetime) -> datetime:
    return (first + timedelta(31)).replace(day=1)


def _seconds(clock: datetime) -> int:
    return int((clock - _EPOCH).total_seconds())

