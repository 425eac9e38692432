"""What the spec means by its routing, worked out without Alertmanager's configuration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.inhibit import subject_of
from watchspec_generators.spec.delivery import deliveries
from watchspec_generators.spec.windows import window_of
from watchspec_generators.values.window import contains

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Inhibition
    from watchspec_generators.spec import shape
    from watchspec_generators.spec.delivery import Stop


@dataclass(frozen=True, slots=True, order=True)
class Delivery:
    """Who is told, in which groups, how often (in seconds), and at which of some moments."""

    receiver: str
    group_by: tuple[str, ...]
    group_wait: float
    group_interval: float
    repeat_interval: float
    open: int
    """A bit for each moment, the first one lowest."""


@dataclass(frozen=True)
class Meaning:
    """A spec, and the moments that it is asked about."""

    monitoring: Monitoring
    moments: Sequence[datetime]

    def deliveries(self, labels: Mapping[str, str]) -> list[Delivery]:
        """What becomes of an alert with `labels`; their order means nothing."""
        return sorted(self._delivery(stop) for stop in deliveries(self.monitoring.routing, labels))

    def silenced(self, source: Mapping[str, str], target: Mapping[str, str]) -> bool:
        """Whether a firing alert with labels `source` silences one with labels `target`."""
        return any(_silences(rule, source, target) for rule in self.monitoring.inhibit)

    @cached_property
    def _inside(self) -> Mapping[str, int]:
        windows = {name: window_of(one) for name, one in self.monitoring.windows.items()}
        return {name: bits(contains(window, at) for at in self.moments) for name, window in windows.items()}

    def _delivery(self, stop: Stop) -> Delivery:
        routing = self.monitoring.routing
        way = way_to(routing, stop)
        return Delivery(
            stop.receiver,
            tuple(sorted([routing.group_by, *(route.group_by for route in way if route.group_by is not None)][-1])),
            [routing.group_wait, *(route.group_wait for route in way if route.group_wait is not None)][-1].seconds,
            stop.group_interval.seconds,
            stop.repeat_interval.seconds,
            self._open(way),
        )

    def _open(self, way: Sequence[shape.Route]) -> int:
        opened = all_bits(len(self.moments))
        for route in way:
            opened &= ~either(self._inside[name] for name in route.mute)
            if route.active:
                opened &= either(self._inside[name] for name in route.active)
        return opened


def bits(answers: Iterable[bool]) -> int:
    """One bit for each answer, the first one lowest."""
    return sum(answer << number for number, answer in enumerate(answers))


def either(sets: Iterable[int]) -> int:
    """The bits that any of the sets has."""
    return reduce(or_, sets, 0)


def all_bits(number: int) -> int:
    """So many bits, all set."""
    return (1 << number) - 1


def way_to(routing: shape.Routing, stop: Stop) -> list[shape.Route]:
    """The routes from the root, which is none of them, to `stop`."""
    found: list[shape.Route] = []
    here = routing.routes
    for step in stop.path:
        if isinstance(step, int):
            found.append(here[step])
            here = here[step].routes
    return found


def _silences(rule: Inhibition, source: Mapping[str, str], target: Mapping[str, str]) -> bool:
    subject = subject_of(rule)
    if subject is not None and subject not in rule.source and not source.get(subject):
        return False
    both = _is(source, rule.source) and _is(target, rule.target)
    either = _is(target, rule.source) and _is(source, rule.target)
    return both and not either and all(source.get(label, "") == target.get(label, "") for label in rule.equal)


def _is(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(label, "") == value for label, value in wanted.items())
