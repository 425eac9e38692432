"""Broken configurations against what the spec means, by the simulator of Alertmanager."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from watchspec_generators.mutation.routing.meaning import Delivery, Meaning, all_bits, bits, either
from watchspec_generators.mutation.routing.questions import arrivals, moments, pairs
from watchspec_generators.simulator import BadConfig, read_config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.simulator import Config, Route, TimeInterval

_ALL_LABELS = ("...",)
"""How a spec asks for groups by all labels."""


class Judge:
    """Asks configurations all that the spec answers; what it knows of a window is kept for the next one."""

    def __init__(self, monitoring: Monitoring) -> None:
        self._monitoring = monitoring
        self._moments = moments()
        self._known: dict[tuple[TimeInterval, ...], int] = {}

    def difference(self, document: Mapping[str, Any]) -> str | None:
        """What Alertmanager would do otherwise than the spec says, or None."""
        try:
            config = read_config(document)
        except BadConfig as error:
            return f"it does not load: {error}"
        for labels, meant in self._deliveries:
            if sorted(self._delivery(config, route) for route in config.route.taking(labels)) != meant:
                return f"an alert with {_shown(labels)} goes another way"
        for source, target, silent in self._silences:
            if any(rule.silences(source, target) for rule in config.inhibit_rules) != silent:
                return f"{_shown(source)} silences {_shown(target)}, or does not, against the spec"
        return None

    @cached_property
    def _meaning(self) -> Meaning:
        return Meaning(self._monitoring, self._moments)

    @cached_property
    def _deliveries(self) -> list[tuple[Mapping[str, str], list[Delivery]]]:
        return [(labels, self._meaning.deliveries(labels)) for labels in arrivals(self._monitoring)]

    @cached_property
    def _silences(self) -> list[tuple[Mapping[str, str], Mapping[str, str], bool]]:
        asked = pairs(self._monitoring)
        return [(source, target, self._meaning.silenced(source, target)) for source, target in asked]

    def _delivery(self, config: Config, route: Route) -> Delivery:
        return Delivery(
            route.receiver,
            _ALL_LABELS if route.group_by is None else tuple(sorted(route.group_by)),
            route.group_wait.total_seconds(),
            route.group_interval.total_seconds(),
            route.repeat_interval.total_seconds(),
            self._open(config, route),
        )

    def _open(self, config: Config, route: Route) -> int:
        muted = either(self._inside(config, name) for name in route.mute)
        active = either(self._inside(config, name) for name in route.active)
        return (active if route.active else all_bits(len(self._moments))) & ~muted

    def _inside(self, config: Config, name: str) -> int:
        intervals = config.intervals[name]
        if intervals not in self._known:
            self._known[intervals] = bits(any(one.contains(at) for one in intervals) for at in self._moments)
        return self._known[intervals]


def _shown(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{label}={value}" for label, value in labels.items()) or "no labels"
