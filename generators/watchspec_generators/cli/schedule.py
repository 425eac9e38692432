"""`watchspec schedule`: a week of all alerts, hour by hour."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchspec_generators.cli.options import DEFAULT_SPEC, EnvOption, SpecOption, read_spec
from watchspec_generators.cli.time_options import LabelsOption, generated_config, given_labels, refuse
from watchspec_generators.edge.files import CantWrite
from watchspec_generators.time_travel.plan import plan, zone_of
from watchspec_generators.time_travel.plan_page import page
from watchspec_generators.time_travel.plan_text import lines
from watchspec_generators.values.moment import zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
WeekOption = Annotated[str | None, typer.Option("--week", help="A week such as 2026-W13; default: this one.")]
ZoneOption = Annotated[str | None, typer.Option("--timezone", help="Whose wall clock; default: the first window's.")]
HtmlOption = Annotated[Path | None, typer.Option("--html", help="Also write a page to look at.")]


def command(
    week: WeekOption = None,
    html: HtmlOption = None,
    timezone: ZoneOption = None,
    label: LabelsOption = [],  # noqa: B006 - typer copies it
    spec: SpecOption = DEFAULT_SPEC,
    env: EnvOption = None,
) -> None:
    """Show a week: for each alert and hour, who is told of it if it fires then, and when it is held back.

    Examples:

        watchspec schedule

        watchspec schedule --week 2026-W13 --html schedule.html     # the week in which clocks go forward in Europe

        watchspec schedule --timezone America/New_York
    """
    monitoring = read_spec(spec, env)
    where = _zone(timezone) if timezone else zone_of(monitoring)
    shown = plan(monitoring, generated_config(monitoring), _monday(week, where), where, given_labels("schedule", label))
    print("\n".join(lines(shown)))
    if html:
        try:
            html.write_text(page(shown), encoding="utf-8")
        except OSError as error:
            raise CantWrite(f"can't write {html}: {error.strerror}") from None
        print(f"wrote {html}", file=sys.stderr)


def _monday(written: str | None, where: ZoneInfo) -> date:
    if written is None:
        today = datetime.now(where).date()
        return today - timedelta(days=today.weekday())
    found = _WEEK.fullmatch(written)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else refuse("schedule", _no_week(written))
    except ValueError:
        refuse("schedule", _no_week(written))


def _zone(name: str) -> ZoneInfo:
    try:
        return zone(name)
    except ValueError as error:
        refuse("schedule", str(error))


def _no_week(written: str) -> str:
    return f"`{written}` is no week; write year and number, such as 2026-W13"
