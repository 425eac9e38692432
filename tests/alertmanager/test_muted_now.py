"""Windows around this very moment: a real Alertmanager mutes what we say it mutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from tests.alertmanager.conftest import Post, rehearsal, until

from watchspec_generators.spec.shape import Redirect, Route, Routing, Window
from watchspec_generators.spec.windows import window_of
from watchspec_generators.values import Duration
from watchspec_generators.values.window import WEEK, contains

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")
EDGES = (-1500, -720, -61, -1, 0, 1, 61, 720)
"""Minutes from now at which ranges start and end."""


def written_around(now: datetime) -> Iterator[str]:
    """Ranges that start or end near `now`, on the days around it, and all that need no time."""
    for days in (*_days(now), *_dates(now)):
        for start in EDGES:
            for end in EDGES:
                first, last = (f"{now + timedelta(minutes=minutes):%H:%M}" for minutes in (start, end))
                if first != last:
                    yield f"{days} {first}-{last}"
    yield from ("always", "never", "every day", "weekdays", "weekends", *WEEK)


def _days(now: datetime) -> tuple[str, ...]:
    yesterday, today, tomorrow = (WEEK[(now.isoweekday() + step) % 7] for step in (-1, 0, 1))
    return yesterday, today, f"{tomorrow}-{yesterday}", "weekdays", "every day"


def _dates(now: datetime) -> tuple[str, ...]:
    yesterday, today, tomorrow = ((now + timedelta(days=step)).date() for step in (-1, 0, 1))
    return f"{today}", f"{yesterday}, {tomorrow}"


def windows(now: datetime) -> dict[str, Window]:
    """Some four hundred windows, spread over the zones."""
    return {
        f"w{zone}n{number}": Window(ranges=(f"{text} {name}",))
        for zone, name in enumerate(ZONES)
        for number, text in enumerate(written_around(now.astimezone(ZoneInfo(name))))
        if number % len(ZONES) == zone
    }


def test_what_is_muted_now(edited: Callable[..., Monitoring], tmp_path: Path) -> None:
    """One route and one alert for each window; both answers are of one minute of the clock."""
    begin = datetime.now(timezone.utc)
    near = windows(begin)
    routes = tuple(Route(name=name, match={"window": name}, mute=(name,)) for name in near)
    often = {"group_by": ("window",), "group_wait": Duration(0), "group_interval": Duration(500)}
    monitoring = replace(
        edited(environment="demo"),
        windows=near,
        routing=Routing.model_validate({"receiver": "dead_mans_switch", "routes": routes, **often}),
        redirect=Redirect(http="http://127.0.0.1:9", smtp="127.0.0.1:9"),
    )
    with rehearsal(monitoring, Post(), tmp_path) as running:
        running.tell(*({"labels": {"alertname": "any", "window": name}} for name in near))
        answer = until(lambda: _agreed(near, running.groups))
    assert len(answer) == len(near)
    assert 50 < sum(answer.values()) < len(answer) - 50


def _agreed(near: Mapping[str, Window], ask: Callable[[], list[dict[str, Any]]]) -> dict[str, bool] | None:
    """Alertmanager's answer, if it is what we say both before and after it; None until it has seen every group."""
    before = _said(near)
    muted = {group["labels"]["window"]: bool(group["alerts"][0]["status"]["mutedBy"]) for group in ask()}
    return muted if muted == before == _said(near) else None


def _said(near: Mapping[str, Window]) -> dict[str, bool]:
    now = datetime.now(timezone.utc)
    return {name: contains(window_of(window), now) for name, window in near.items()}
