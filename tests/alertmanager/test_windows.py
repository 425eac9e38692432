"""Windows as Alertmanager's time intervals, and what they hold back on the routes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from watchspec_generators.alertmanager.holding import holdings, zones
from watchspec_generators.alertmanager.routes import route_tree
from watchspec_generators.alertmanager.windows import time_intervals
from watchspec_generators.spec.shape import Route, Routing, Window
from watchspec_generators.values.window import WEEK, contains, parse_window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    days = (day.partition(":") for day in entry.get("weekdays", ["sunday:saturday"]))
    today = local.isoweekday() % 7
    if not any(WEEK.index(first) <= today <= WEEK.index(last or first) for first, _, last in days):
        return False
    return any(time["start_time"] <= clock < time["end_time"] for time in entry.get("times", [_WHOLE_DAY]))


_WHOLE_DAY = {"start_time": "00:00", "end_time": "24:00"}
ZONES = ("UTC", "Asia/Tokyo")
RANGES = ("weekdays 09:00-17:00", "every day 22:00-08:00", "weekends", "fri-mon 12:00-24:00", "never", "always")
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
    return sum(len(zones(level, WINDOWS)) > 1 for level in levels) <= 1


def _open(mute: tuple[str, ...], active: tuple[str, ...], at: datetime) -> bool:
    held = {name: contains(parse_window(WINDOWS[name].timezone, WINDOWS[name].ranges), at) for name in (*mute, *active)}
    return not any(held[name] for name in mute) and (not active or any(held[name] for name in active))


def _chain(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in tree.get("routes", []):
        yield child
        yield from _chain(child)


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
