"""Who is told of which alerts at which hours of a week, and how often again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import PATH
from watchspec_generators.meaning.hours import spoken
from watchspec_generators.meaning.parts.alerts import alerts_of
from watchspec_generators.meaning.types import Change
from watchspec_generators.time_travel.arrivals import arrival
from watchspec_generators.time_travel.plan import zone_of
from watchspec_generators.time_travel.week import week
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta

    from watchspec_generators.meaning.hours import Hour
    from watchspec_generators.meaning.types import Action, State, World
    from watchspec_generators.simulator import Config, Route

    Shares = Mapping[str, Mapping[Hour, float]]
    """By receiver and hour, the part of the hour in which it is told at once."""
_MANY = 4


def takes(path: str) -> bool:
    """Alertmanager's configuration."""
    return path == PATH


def changes(before: State, after: State, world: World) -> Iterator[Change]:
    """For each receiver, the alerts that it is told of otherwise than before; those with the same words together."""
    old, new = _labels(before, world), _labels(after, world)
    same_routing = before.files.get(PATH) == after.files.get(PATH)
    names = [name for name in new if name in old and not (same_routing and old[name] == new[name])]
    if not names or before.routing is None or after.routing is None:
        return
    found: dict[tuple[str, Action, str], list[str]] = {}
    seen = _Weeks(world)
    for name in names:
        told = seen.told(before.routing, old[name]), seen.told(after.routing, new[name])
        for receiver, action, text in (*_hours(*told), *_pace((before.routing, after.routing), old[name], new[name])):
            found.setdefault((receiver, action, text), []).append(name)
    for (receiver, action, text), names in found.items():
        yield Change(f"receiver {receiver}", action, text.format(_listed(names)))


class _Weeks:
    """Weeks that were looked at: what is told to the same people within the same windows has the same one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._zone = zone_of(world.monitoring)
        self._seen: dict[object, Shares] = {}

    def told(self, config: Config, labels: Mapping[str, str]) -> Shares:
        """Who is told of an alert with `labels`, and when."""
        key = tuple(_told_by(config, route) for route in config.route.taking(labels))
        if key not in self._seen:
            shares: dict[str, dict[Hour, float]] = {}
            for number, day in enumerate(week(config, labels, self._world.monday, self._zone)):
                for cell in day.cells:
                    for receiver, share in cell.told:
                        shares.setdefault(receiver, {})[number, cell.hour] = share
            self._seen[key] = shares
        return self._seen[key]


def _told_by(config: Config, route: Route) -> tuple[object, ...]:
    windows = (tuple(config.intervals[name] for name in names) for names in (route.mute, route.active))
    return (route.receiver, *windows)


def _labels(state: State, world: World) -> dict[str, Mapping[str, str]]:
    """Of each alert that the spec knows, its labels as they arrive."""
    known = {alert.name for alert in world.monitoring.alerts}
    rules = {name: rule for (name, _), rule in alerts_of(state).items() if name in known}
    # What splits an alert comes from the spec, what its rule sets from the rule.
    return {name: {**arrival(world.monitoring, name, {}), **rule.labels} for name, rule in rules.items()}


def _hours(old: Shares, new: Shares) -> Iterator[tuple[str, Action, str]]:
    for receiver in dict.fromkeys((*old, *new)):
        was, now = old.get(receiver, {}), new.get(receiver, {})
        hours = dict.fromkeys((*was, *now))
        lost = [hour for hour in hours if was.get(hour, 0) > now.get(hour, 0)]
        won = [hour for hour in hours if was.get(hour, 0) < now.get(hour, 0)]
        if lost:
            yield receiver, "remove", _sentence("no longer told of {}", lost, all(not share for share in now.values()))
        if won:
            yield receiver, "add", _sentence("now told of {}", won, all(not share for share in was.values()))


def _sentence(text: str, hours: list[Hour], whole: bool) -> str:
    when = spoken(hours)
    if not when:
        return text
    return f"{text} ({when})" if whole else f"{text} {when}"


def _pace(
    configs: tuple[Config, Config], old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[tuple[str, Action, str]]:
    before, after = ({route.receiver: route for route in c.route.taking(x)} for c, x in zip(configs, (old, new)))  # noqa: B905 - two each
    for receiver in before.keys() & after.keys():
        for text in _timers(before[receiver], after[receiver]):
            yield receiver, "change", text


def _timers(old: Route, new: Route) -> Iterator[str]:
    for words, was, now in (
        ("told again of {} every", old.repeat_interval, new.repeat_interval),
        ("first told of {} after", old.group_wait, new.group_wait),
        ("told of news of {} every", old.group_interval, new.group_interval),
    ):
        if was != now:
            yield f"{words} {_length(was)} -> {_length(now)}"
    if old.group_by != new.group_by:
        yield f"told of {{}} in groups by {_group(old)} -> {_group(new)}"


def _length(length: timedelta) -> str:
    return str(Duration(round(length.total_seconds() * 1000)))


def _group(route: Route) -> str:
    return "all labels" if route.group_by is None else ", ".join(sorted(route.group_by)) or "nothing"


def _listed(names: list[str]) -> str:
    if len(names) <= _MANY:
        return ", ".join(names)
    return f"{', '.join(names[:_MANY])} and {len(names) - _MANY} more"
