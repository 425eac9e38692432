"""A week's plan as text: a line for each day, a character for each hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.time_travel.week import HOURS, Cell, Day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.time_travel.plan import Plan, Row

TOLD, PART, HELD, MISSING = "█", "▄", "·", " "
LEGEND = f"{TOLD} told at once   {PART} for a part of the hour   {HELD} held back"
_WIDE = 10


def lines(plan: Plan) -> Iterator[str]:
    """The whole plan."""
    yield plan.title
    for row in plan.rows:
        yield ""
        yield from _row(row)
    yield ""
    yield LEGEND


def _row(row: Row) -> Iterator[str]:
    yield f"{row.severity}: {', '.join(row.alerts)}"
    yield f"to {', '.join(row.receivers)}"
    yield f"{'':{_WIDE}} {''.join(f'{hour:<6}' for hour in range(0, HOURS, 6))}"
    for day in row.days:
        hours = "".join(_character(day.at(hour)) for hour in range(HOURS))
        yield f"{day.date:%a %d %b} {hours}{_changed(day)}".rstrip()
    held = dict.fromkeys(name for day in row.days for cell in day.cells for name in cell.held_by)
    if held:
        yield f"held back by {', '.join(held)}"


def _character(cells: tuple[Cell, ...]) -> str:
    if not cells:
        return MISSING
    shares = [share for cell in cells for _, share in cell.told]
    if all(share == 1 for share in shares):
        return TOLD
    return PART if any(shares) else HELD


def _changed(day: Day) -> str:
    missing = [hour for hour in range(HOURS) if not day.at(hour)]
    twice = [hour for hour in range(HOURS) if len(day.at(hour)) > 1]
    said = [f"no {hour:02}:00" for hour in missing] + [f"{hour:02}:00 twice" for hour in twice]
    return f"  clocks change: {', '.join(said)}" if said else ""
