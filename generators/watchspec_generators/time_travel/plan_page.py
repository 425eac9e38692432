"""A week's plan as a page of HTML that needs nothing else."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from watchspec_generators.dashboards.palette import colours
from watchspec_generators.time_travel.week import HOURS, Cell, Day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.time_travel.plan import Plan, Row

_HELD = "var(--held)"


def page(plan: Plan) -> str:
    """The whole page."""
    paint = colours(plan.receivers)
    title = escape(f"Who is told when: {plan.title}")
    style = (files(__package__) / "plan.css").read_text(encoding="utf-8")
    body = "\n".join((_heading(plan, paint), _days(plan), *(_row(row, paint) for row in plan.rows)))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
<p class="note">Each strip is a day, each cell an hour of the wall clock. A coloured cell: an alert that begins to fire
then is told after its group's wait. A pale one: it is held back, and told at the first look after the window if it
still fires. Inhibition is left out, since it depends on what else fires.</p>
</main>
</body>
</html>
"""


def _heading(plan: Plan, paint: Mapping[str, str]) -> str:
    keys = [*paint.items(), ("held back", _HELD)]
    items = "".join(f'<li><i style="background:{colour}"></i>{escape(name)}</li>' for name, colour in keys)
    return f"<h1>Who is told when</h1>\n<p class='week'>{escape(plan.title)}</p>\n<ul class='legend'>{items}</ul>"


def _days(plan: Plan) -> str:
    heads = "".join(f"<div class='head'>{day.date:%a} <b>{day.date:%d %b}</b></div>" for day in plan.rows[0].days)
    ticks = "<div class='ticks'><span>0</span><span>6</span><span>12</span><span>18</span></div>"
    return f"<div class='row heads'><div></div>{heads}</div>\n<div class='row'><div></div>{ticks * 7}</div>"


def _row(row: Row, paint: Mapping[str, str]) -> str:
    names = "".join(f"<li>{escape(name)}</li>" for name in row.alerts)
    label = (
        f"<div class='label'><span class='{escape(row.severity)}'>{escape(row.severity)}</span><ul>{names}</ul></div>"
    )
    return f"<div class='row'>{label}{''.join(_day(day, paint) for day in row.days)}</div>"


def _day(day: Day, paint: Mapping[str, str]) -> str:
    return f"<div class='day'>{''.join(_hour(day, hour, paint) for hour in range(HOURS))}</div>"


def _hour(day: Day, hour: int, paint: Mapping[str, str]) -> str:
    cells = day.at(hour)
    if not cells:
        return f"<span class='gone' title='{day.date:%a %d %b} {hour:02}:00 does not exist: clocks go forward'></span>"
    if len(cells) == 1:
        return _cell(day, cells[0], "", paint)
    parts = "".join(_cell(day, cell, f" (time {number} of 2)", paint) for number, cell in enumerate(cells, 1))
    return f"<span class='twice'>{parts}</span>"


def _cell(day: Day, cell: Cell, which: str, paint: Mapping[str, str]) -> str:
    told = [
        f"{receiver} is told" + (f" {share:.0%} of it" if share < 1 else "") for receiver, share in cell.told if share
    ]
    held = [f"held back by {', '.join(cell.held_by)}"] if cell.held_by else []
    tip = escape(f"{day.date:%a %d %b} {cell.hour:02}:00{which}: {'; '.join((*told, *held))}", quote=True)
    return f'<span style="background:{_fill(cell, paint)}" title="{tip}"></span>'


def _fill(cell: Cell, paint: Mapping[str, str]) -> str:
    """One colour, or stripes: of equal height for each receiver, coloured for as much as it is told."""
    part = 100 / len(cell.told)
    stops: list[str] = []
    for number, (receiver, share) in enumerate(cell.told):
        low, middle, high = (part * (number + each) for each in (0, share, 1))
        stops += [f"{paint[receiver]} {low:.0f}% {middle:.0f}%", f"{_HELD} {middle:.0f}% {high:.0f}%"]
    if len(cell.told) == 1 and cell.told[0][1] in (0, 1):
        return paint[cell.told[0][0]] if cell.told[0][1] else _HELD
    return f"linear-gradient(to top, {', '.join(stops)})"
