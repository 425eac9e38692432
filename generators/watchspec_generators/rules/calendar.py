"""Local time in PromQL, which knows only UTC: the yearly rule of a zone, and where its days and months begin."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING

from watchspec_generators.values.zone import DAY_SECONDS

if TYPE_CHECKING:
    from watchspec_generators.values.zone import Change, Zone

_LAST_WEEK, _WEEK = 5, 7
_ANY_YEAR = 2026


def offset(zone: Zone, at: str, plus: int = 0) -> str:
    """Seconds from UTC to local time, `plus` seconds after the timestamps `at`, an instant vector."""
    standard = zone.standard_seconds
    if zone.saving is None:
        return str(standard)
    starts, ends = zone.saving.starts, zone.saving.ends
    begun, ended = _passed(starts, at, plus + standard), _passed(ends, at, plus + standard)
    share = f"{begun}\n  - {ended}" if starts.month < ends.month else f"1\n  - {ended}\n  + {begun}"
    return f"({standard} + {zone.saving.seconds - standard} * (\n  {share}\n))"


def local(zone: Zone, at: str) -> str:
    """What the zone's clock shows at `at`, as seconds since 1970."""
    return f"{at} + {offset(zone, at)}"


def instant(zone: Zone, shown: str) -> str:
    """The first instant at which the zone's clock shows `shown`, or has just passed it."""
    return f"{shown} - {offset(zone, shown, -zone.furthest_seconds)}"


def day_start(shown: str) -> str:
    """Midnight of the day of the local time `shown`, in local time."""
    return f"floor({shown} / {DAY_SECONDS}) * {DAY_SECONDS}"


def month_start(shown: str) -> str:
    """Midnight of the first of the month of the local time `shown`, in local time."""
    return f"{day_start(shown)} - (day_of_month({shown}) - 1) * {DAY_SECONDS}"


def month_length(shown: str) -> str:
    """Seconds in the month of the local time `shown`, had it no change of clocks."""
    return f"days_in_month({shown}) * {DAY_SECONDS}"


def _passed(change: Change, at: str, standard: int) -> str:
    """1 from the year's change to the year's end, 0 before.

    Months are those of standard time. Within the change's own, time is shifted so that the change is at a midnight:
    it is over once the last such weekday fell into the right week.
    """
    shown, shifted, month = _plus(at, standard), _plus(at, standard - change.seconds), change.month
    weekday = f"day_of_week({shifted})"
    since = f"({weekday} + {_WEEK - change.weekday}) % {_WEEK}" if change.weekday else weekday
    # In no zone do clocks change in the last week of February.
    weeks = monthrange(_ANY_YEAR, month)[1] if change.week == _LAST_WEEK else _WEEK * change.week
    first = weeks - (_WEEK - 1)
    over = f"(month({shifted}) == bool {month}) * (day_of_month({shifted}) - {since} >= bool {first})"
    if change.seconds < 0:
        over = f"((month({shifted}) > bool {month}) + {over})"
    return f"((month({shown}) > bool {month}) + (month({shown}) == bool {month}) * {over})"


def _plus(at: str, seconds: int) -> str:
    return f"{at} {'-' if seconds < 0 else '+'} {abs(seconds)}" if seconds else at
