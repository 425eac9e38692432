"""What the simulator knows of a configuration, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec_generators.simulator.document import Value, parse_yaml
from watchspec_generators.simulator.inhibition import InhibitRule
from watchspec_generators.simulator.interval_reading import read_intervals
from watchspec_generators.simulator.matcher_reading import read_matchers
from watchspec_generators.simulator.receivers import Integration, read_receiver
from watchspec_generators.simulator.route_reading import read_routes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.simulator.intervals import TimeInterval
    from watchspec_generators.simulator.routes import Route

Version = tuple[int, int]
CURRENT: Version = (0, 33)
_COUNTS_DAYS_SINCE: Version = (0, 35)
"""Up to 0.34.0 negative days of the month are counted by hours."""
_INHIBIT_KEYS = (
    "name",
    "equal",
    *(f"{side}_{kind}" for side in ("source", "target") for kind in ("match", "match_re", "matchers")),
)


@dataclass(frozen=True, slots=True)
class Config:
    """An Alertmanager's configuration, as far as it decides who is told what and when."""

    route: Route
    intervals: Mapping[str, tuple[TimeInterval, ...]]
    inhibit_rules: tuple[InhibitRule, ...]
    receivers: Mapping[str, tuple[Integration, ...]]


def read_config(document: Mapping[str, Any] | str, version: Version = CURRENT) -> Config:
    """The configuration in `document`: alertmanager.yml's text, or what was parsed from it with times as text.

    BadConfig names the place of what Alertmanager would not load. `version` is the Alertmanager that is simulated.
    """
    root = parse_yaml(document) if isinstance(document, str) else Value(document)
    keys = root.keys()
    intervals = _intervals(keys, real_months=version >= _COUNTS_DAYS_SINCE)
    receivers = dict(read_receiver(value) for value in _items(keys, "receivers"))
    if "route" not in keys:
        raise root.wrong("there is no `route`")
    route = read_routes(keys["route"], receivers, intervals)
    rules = tuple(_inhibit_rule(value) for value in _items(keys, "inhibit_rules"))
    return Config(route, intervals, rules, receivers)


def _items(keys: Mapping[str, Value], key: str) -> tuple[Value, ...]:
    return keys[key].items() if key in keys else ()


def _intervals(keys: Mapping[str, Value], *, real_months: bool) -> dict[str, tuple[TimeInterval, ...]]:
    found: dict[str, tuple[TimeInterval, ...]] = {}
    for value in (*_items(keys, "mute_time_intervals"), *_items(keys, "time_intervals")):
        name, entries = read_intervals(value, real_months=real_months)
        if name in found:
            raise value.wrong(f"there are two time intervals `{name}`")
        found[name] = entries
    return found


def _inhibit_rule(value: Value) -> InhibitRule:
    keys = value.keys(_INHIBIT_KEYS)
    equal = keys["equal"].texts() if "equal" in keys else ()
    name = keys["name"].text() if "name" in keys else ""
    return InhibitRule(read_matchers(keys, "source_"), read_matchers(keys, "target_"), equal, name)
