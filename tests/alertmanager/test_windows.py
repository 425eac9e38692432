"""Windows as Alertmanager's time intervals, and what they hold back on the routes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from watchspec_generators.alertmanager.holding import holdings, reversible
from watchspec_generators.alertmanager.routes import route_tree
from watchspec_generators.alertmanager.windows import time_intervals
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.tools import find
from watchspec_generators.spec.shape import Holidays, Route, Routing, Window
from watchspec_generators.spec.windows import window_of
from watchspec_generators.values.window import WEEK, contains
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchspec_generators.model import Monitoring

BERLIN = ZoneInfo("Europe/Berlin")


def test_the_shipped_windows(shipped: Monitoring) -> None:
    """Nights are split at midnight, every entry names its zone, and Alertmanager's week starts on Sunday."""
    berlin = {"location": "Europe/Berlin"}
    assert time_intervals(shipped) == [
        {
            "name": "nights_and_weekends",
            "time_intervals": [
                {"times": [{"start_time": "22:00", "end_time": "24:00"}], **berlin},
                {"times": [{"start_time": "00:00", "end_time": "08:00"}], **berlin},
                {"weekdays": ["sunday", "saturday"], **berlin},
            ],
        },
        {
            "name": "working_hours",
            "time_intervals": [
                {
                    "weekdays": ["monday:friday"],
                    "times": [{"start_time": "09:00", "end_time": "17:00"}],
                    **berlin,
                }
            ],
        },
    ]


def test_always_and_never(shipped: Monitoring) -> None:
    """Any time is an empty entry, no time no entry at all."""
    windows = {name: Window(ranges=(name,)) for name in ("always", "never")}
    assert time_intervals(replace(shipped, windows=windows, routing=Routing(receiver="finance"))) == [
        {"name": "always", "time_intervals": [{}]},
        {"name": "never", "time_intervals": []},
    ]


def test_warnings_sleep_at_night(shipped: Monitoring) -> None:
    """What is written mutes Monday 03:00, Saturday 03:00 and Friday 23:00, and not Monday 08:00."""
    warnings = route_tree(shipped)["routes"][3]
    told = {"2026-11-23T03:00": False, "2026-11-21T03:00": False, "2026-11-27T23:00": False, "2026-11-23T08:00": True}
    for when, expected in told.items():
        at = datetime.fromisoformat(when).replace(tzinfo=BERLIN)
        assert speaks(warnings, shipped, at) is expected, when


def speaks(node: dict[str, Any], monitoring: Monitoring, at: datetime) -> bool:
    """Whether Alertmanager would notify at `at` from a written route, given the written time intervals."""
    written = {interval["name"]: interval["time_intervals"] for interval in time_intervals(monitoring)}
    inside = {name: any(_matches(entry, at) for entry in entries) for name, entries in written.items()}
    if any(inside[name] for name in node.get("mute_time_intervals", [])):
        return False
    active = node.get("active_time_intervals", [])
    return not active or any(inside[name] for name in active)


def _matches(entry: dict[str, Any], at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(entry.get("location", "UTC")))
    clock = f"{local.hour:02}:{local.minute:02}"
    if not (_among(local.year, entry, "years") and _among(local.month, entry, "months")):
        return False
    if not _among(local.day, entry, "days_of_month"):
        return False
    days = (day.partition(":") for day in entry.get("weekdays", ["sunday:saturday"]))
    today = local.isoweekday() % 7
    if not any(WEEK.index(first) <= today <= WEEK.index(last or first) for first, _, last in days):
        return False
    return any(time["start_time"] <= clock < time["end_time"] for time in entry.get("times", [_WHOLE_DAY]))


def _among(number: int, entry: dict[str, Any], key: str) -> bool:
    runs = (run.partition(":") for run in entry.get(key, ["0:9999"]))
    return any(int(first) <= number <= int(last or first) for first, _, last in runs)


_WHOLE_DAY = {"start_time": "00:00", "end_time": "24:00"}
ZONES = ("UTC", "Asia/Tokyo")
RANGES = (
    "weekdays 09:00-17:00",
    "every day 22:00-08:00",
    "weekends",
    "fri-mon 12:00-24:00",
    "never",
    "always",
    "2026-11-23, 2026-11-25 to 2026-11-27 22:00-08:00",
    "weekdays 09:00-17:00 Europe/Berlin",
)
WINDOWS = {
    f"{zone[:3]}{number}": Window(timezone=zone, ranges=(text,)) for zone in ZONES for number, text in enumerate(RANGES)
}
NAMES = st.lists(st.sampled_from(sorted(WINDOWS)), max_size=2).map(tuple)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=3),
    st.lists(st.integers(0, 7 * 1440), min_size=20, max_size=20),
)
def test_a_route_keeps_the_windows_of_all_above_it(
    shipped: Monitoring, levels: list[tuple[tuple[str, ...], tuple[str, ...]]], minutes: list[int]
) -> None:
    """A chain of routes speaks when none of their mutes holds and each of their lists of actives has an open window."""
    chain: tuple[Route, ...] = ()
    for number, (mute, active) in reversed(list(enumerate(levels))):
        chain = (Route(name=f"r{number}", match={"a": "b"}, mute=mute, active=active, routes=chain),)
    monitoring = replace(shipped, windows=WINDOWS, routing=Routing(receiver="finance", routes=chain))
    assume(all(_single_zoned(holding.levels) for holding in holdings(monitoring.routing)))
    for minute in minutes:
        at = datetime(2026, 11, 22, tzinfo=timezone.utc) + timedelta(minutes=minute)
        for depth, node in enumerate(_chain(route_tree(monitoring))):
            said = all(_open(mute, active, at) for mute, active in levels[: depth + 1])
            assert speaks(node, monitoring, at) is said


def _single_zoned(levels: tuple[tuple[str, ...], ...]) -> bool:
    return sum(not reversible(level, WINDOWS) for level in levels) <= 1


def _open(mute: tuple[str, ...], active: tuple[str, ...], at: datetime) -> bool:
    held = {name: contains(window_of(WINDOWS[name]), at) for name in (*mute, *active)}
    return not any(held[name] for name in mute) and (not active or any(held[name] for name in active))


def _chain(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in tree.get("routes", []):
        yield child
        yield from _chain(child)


def test_holidays_are_dates(shipped: Monitoring) -> None:
    """A country's days are written by year and month, in the window's zone; a range may name another zone."""
    window = Window(
        timezone="Europe/Berlin",
        ranges=("2026-12-24 12:00-24:00", "weekends Asia/Tokyo"),
        holidays=(Holidays(country="DE", region="BY", years=2026),),
    )
    (written,) = time_intervals(replace(shipped, windows={"off": window}, routing=Routing(receiver="finance")))
    eve, weekends, *days = written["time_intervals"]
    assert eve == {
        "years": ["2026"],
        "months": ["12"],
        "days_of_month": ["24"],
        "times": [{"start_time": "12:00", "end_time": "24:00"}],
        "location": "Europe/Berlin",
    }
    assert weekends == {"weekdays": ["sunday", "saturday"], "location": "Asia/Tokyo"}
    year = {"years": ["2026"], "location": "Europe/Berlin"}
    assert {"months": ["12"], "days_of_month": ["25:26"], **year} in days
    assert {"months": ["1"], "days_of_month": ["1", "6"], **year} in days


@pytest.mark.binary
@pytest.mark.parametrize("line", ["current", "oldest"])
def test_dates_are_read_by_alertmanager(line: Any, shipped: Monitoring, tmp_path: Path) -> None:
    """Years, months and days as we write them load in every supported version."""
    off = Window(
        ranges=("2026-12-30 to 2027-01-02 22:00-08:00",), holidays=(Holidays(country="US", years="2026-2028"),)
    )
    written = time_intervals(replace(shipped, windows={"off": off}, routing=Routing(receiver="finance")))
    config = {"route": {"receiver": "a"}, "receivers": [{"name": "a"}], "time_intervals": written}
    (tmp_path / "am.yml").write_text(to_yaml(config), encoding="utf-8")
    done = run_tool([find("amtool", line).path, "check-config", tmp_path / "am.yml"])
    assert done.code == 0, done.output


def test_times_outside_a_level_are_written_once(edited: Callable[..., Monitoring]) -> None:
    """The generated window holds the rest of the week, in the zone of the windows that it is made from."""
    monitoring = edited(
        ("mute: [nights_and_weekends]", "active: [working_hours]"),
        ("active: [working_hours]\n\ninhibit", "active: [nights_and_weekends]\n\ninhibit"),
    )
    names = [interval["name"] for interval in time_intervals(monitoring)]
    assert names == ["nights_and_weekends", "working_hours", "outside working_hours"]
    beyond = time_intervals(monitoring)[2]["time_intervals"]
    assert {"weekdays": ["sunday", "saturday"], "location": "Europe/Berlin"} in beyond
