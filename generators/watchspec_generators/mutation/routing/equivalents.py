"""Changes of a configuration that change nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager import configuration
from watchspec_generators.mutation.routing.meaning import all_bits, bits, either
from watchspec_generators.mutation.routing.questions import apart
from watchspec_generators.mutation.routing.types import at, routes
from watchspec_generators.simulator import read_config

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.mutation.routing.types import Change, Place
    from watchspec_generators.simulator import Config
    from watchspec_generators.spec import shape

_MONDAY = datetime(2026, 1, 12)  # noqa: DTZ001 - its zone is that of the windows
_MINUTES = 7 * 24 * 60
"""Of a week in which no clock changes."""


def reason(monitoring: Monitoring, change: Change) -> str | None:
    """Why Alertmanager does the same with the broken configuration; None if that is not known."""
    if change.mutator == "route_continue":
        return _continue(_siblings(monitoring, change.at), change.at[-1])
    if change.mutator == "route_order":
        return _order(_siblings(monitoring, change.at), change.at[-1])
    if change.at[0] == "time_intervals" and (unused := _unused(change)):
        return unused
    return _same_week(configuration(monitoring), change)


def _continue(siblings: Sequence[shape.Route], index: str | int) -> str | None:
    later = siblings[int(index) + 1 :]
    if all(apart(siblings[int(index)], other) for other in later):
        return "no later route can match what this one does"
    return None


def _order(siblings: Sequence[shape.Route], index: str | int) -> str | None:
    one, other = siblings[int(index)], siblings[int(index) + 1]
    if apart(one, other):
        return "no alert can match both routes"
    return "both routes continue" if one.continue_ and other.continue_ else None


def _unused(change: Change) -> str | None:
    name = at(change.config, change.at)["name"]
    nodes = [at(change.config, place) for place in routes(change.config)]
    kinds = ("mute_time_intervals", "active_time_intervals")
    used = any(name in node.get(kind, ()) for node in nodes for kind in kinds)
    return None if used else "no route uses the window"


def _same_week(whole: Mapping[str, Any], change: Change) -> str | None:
    """Whether every route is open in the same minutes of the week, by one clock that all windows go by."""
    if change.at[0] != "time_intervals" and change.mutator != "route_windows":
        return None
    before, after = read_config(whole), read_config(change.config)
    known = [interval for config in (before, after) for entries in config.intervals.values() for interval in entries]
    clocks = {interval.location for interval in known}
    if len(clocks) != 1 or any(interval.days_of_month or interval.months or interval.years for interval in known):
        return None
    monday = _MONDAY.replace(tzinfo=clocks.pop())
    week = [monday + timedelta(minutes=minute) for minute in range(_MINUTES)]
    if _open(before, week) == _open(after, week):
        return "the other windows of the route leave it open and closed at the same minutes of the week"
    return None


def _open(config: Config, moments: Sequence[datetime]) -> list[int]:
    inside = {
        name: bits(any(one.contains(at) for one in entries) for at in moments)
        for name, entries in config.intervals.items()
    }
    found = []
    for route in config.route.all():
        active = either(inside[name] for name in route.active) if route.active else all_bits(len(moments))
        found.append(active & ~either(inside[name] for name in route.mute))
    return found


def _siblings(monitoring: Monitoring, place: Place) -> Sequence[shape.Route]:
    siblings = monitoring.routing.routes
    for step in [step for step in place if isinstance(step, int)][:-1]:
        siblings = siblings[step].routes
    return siblings
