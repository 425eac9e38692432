"""Routes as they are written: every child takes over what it does not say, but for windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from watchspec_generators.simulator.matcher_reading import read_matchers
from watchspec_generators.simulator.matchers import Matchers
from watchspec_generators.simulator.routes import Place, Route
from watchspec_generators.spec.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.simulator.document import Value

_KEYS = (
    "receiver",
    "group_by",
    "match",
    "match_re",
    "matchers",
    "mute_time_intervals",
    "active_time_intervals",
    "continue",
    "routes",
    "group_wait",
    "group_interval",
    "repeat_interval",
)
_NOT_AT_ROOT = ("match", "match_re", "matchers", "mute_time_intervals", "active_time_intervals")
_ALL = "..."
_ABOVE_ROOT = Route(
    place=(),
    key="",
    receiver="",
    matchers=Matchers(),
    continues=False,
    group_by=frozenset(),
    group_wait=timedelta(seconds=30),
    group_interval=timedelta(minutes=5),
    repeat_interval=timedelta(hours=4),
    mute=(),
    active=(),
    routes=(),
)
"""What the root takes over: Alertmanager's defaults."""


def read_routes(value: Value, receivers: Iterable[str], intervals: Iterable[str]) -> Route:
    """The whole tree; `receivers` and `intervals` are the names that it may use."""
    keys = value.keys(_KEYS)
    if "receiver" not in keys:
        raise value.wrong("the root has no receiver")
    for key in _NOT_AT_ROOT:
        if key in keys and keys[key].content:
            raise keys[key].wrong("the root can't have this")
    if "continue" in keys and keys["continue"].flag():
        raise keys["continue"].wrong("the root can't continue")
    return _Reader(frozenset(receivers), frozenset(intervals)).route(value, _ABOVE_ROOT, (), "")


@dataclass(frozen=True, slots=True)
class _Reader:
    receivers: frozenset[str]
    intervals: frozenset[str]

    def route(self, value: Value, parent: Route, place: Place, above: str) -> Route:
        keys = value.keys(_KEYS)
        matchers = read_matchers(keys)
        route = replace(
            parent,
            place=place,
            key=f"{above}{matchers}",
            matchers=matchers,
            receiver=self.receiver(keys) or parent.receiver,
            continues="continue" in keys and keys["continue"].flag(),
            group_by=_group_by(keys["group_by"]) if "group_by" in keys else parent.group_by,
            mute=self.windows(keys, "mute_time_intervals"),
            active=self.windows(keys, "active_time_intervals"),
            routes=(),
            **_lengths(keys),
        )
        children = keys["routes"].items() if "routes" in keys else ()
        below = (self.route(child, route, (*place, index), f"{route.key}/") for index, child in enumerate(children))
        return replace(route, routes=tuple(below))

    def receiver(self, keys: Mapping[str, Value]) -> str:
        return self.known(keys["receiver"], self.receivers, "receiver") if "receiver" in keys else ""

    def windows(self, keys: Mapping[str, Value], key: str) -> tuple[str, ...]:
        listed = keys[key].items() if key in keys else ()
        return tuple(self.known(item, self.intervals, "time interval") for item in listed)

    def known(self, value: Value, names: frozenset[str], kind: str) -> str:
        name = value.text()
        if name and name not in names:
            hint = did_you_mean(name, names)
            raise value.wrong(f"there is no {kind} `{name}`" + (f"; {hint}" if hint else ""))
        return name


def _group_by(value: Value) -> frozenset[str] | None:
    names = value.texts()
    if _ALL in names and set(names) != {_ALL}:
        raise value.wrong(f"`{_ALL}` stands for all labels, so that no other can be named")
    if len(names) > len(set(names)):
        raise value.wrong("a label is named twice")
    return None if _ALL in names else frozenset(names)


def _lengths(keys: Mapping[str, Value]) -> dict[str, timedelta]:
    return {
        key: keys[key].duration(zero=key == "group_wait")
        for key in ("group_wait", "group_interval", "repeat_interval")
        if key in keys
    }
