"""What becomes of a firing alert by the spec: told to whom, or held back by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from watchspec_generators.alertmanager.holding import Holding
from watchspec_generators.demo.addresses import addresses
from watchspec_generators.demo.troubles import Unplayable
from watchspec_generators.spec.delivery import deliveries
from watchspec_generators.spec.windows import window_of
from watchspec_generators.values.window import outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.demo.addresses import Address
    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec import shape
    from watchspec_generators.spec.delivery import Stop

Firing = tuple[str, "Mapping[str, str]"]
"""An alert that fires no later: its name and labels."""


@dataclass(frozen=True, slots=True)
class Fate:
    """`by` names the alert that inhibits it or the windows that hold it back; `addresses` are those that are told."""

    kind: Literal["delivered", "inhibited", "muted"]
    addresses: tuple[Address, ...]
    ways: tuple[Stop, ...]
    by: str = ""


def fate(monitoring: Monitoring, labels: Mapping[str, str], firing: Iterable[Firing]) -> Fate:
    """What becomes of an alert with `labels` (`alertname` included) while the others are `firing`."""
    ways = deliveries(monitoring.routing, labels)
    source = next((name for name, other in firing if _inhibits(monitoring, other, labels)), None)
    if source is not None:
        return Fate("inhibited", (), ways, source)
    closed = {way: _closed_by(monitoring, way) for way in ways}
    windows = tuple(window for held in closed.values() for window in held)
    told = tuple(address for way in ways if not closed[way] for address in addresses(monitoring, way.receiver))
    if windows and not told:
        return Fate("muted", (), ways, " and ".join(dict.fromkeys(windows)))
    return Fate("delivered", tuple(dict.fromkeys(told)), ways)


def _inhibits(monitoring: Monitoring, source: Mapping[str, str], target: Mapping[str, str]) -> bool:
    return any(
        _has(source, rule.source)
        and _has(target, rule.target)
        and all(source.get(label, "") == target.get(label, "") for label in rule.equal)
        # Alertmanager lets an alert that matches both sides speak, if its source does so too.
        and not (_has(source, rule.target) and _has(target, rule.source))
        for rule in monitoring.inhibit
    )


def _has(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(label, "") == value for label, value in wanted.items())


def _closed_by(monitoring: Monitoring, way: Stop) -> tuple[str, ...]:
    """Windows that hold back everything on the way, at any hour."""
    holding = Holding()
    for route in _routes(monitoring.routing, way.path):
        holding = holding.below(route)
    muting = [name for name in holding.mutes if _always(monitoring, name)]
    for level in holding.levels:
        if not any(_always(monitoring, name) for name in level):
            muting += level
    return tuple(muting)


def _always(monitoring: Monitoring, name: str) -> bool:
    """Whether the window is always open; if it is neither that nor never, the demo would depend on the hour."""
    ranges = window_of(monitoring.windows[name]).ranges
    if not outside(ranges):
        return True
    if any(part.intervals() for part in ranges):
        raise Unplayable((f"window {name} depends on the hour; the demo's environment must make it never or always",))
    return False


def _routes(routing: shape.Routing, path: tuple[str | int, ...]) -> Iterable[shape.Route]:
    node: shape.Routing | shape.Route = routing
    for index in (step for step in path if isinstance(step, int)):
        node = node.routes[index]
        yield node
