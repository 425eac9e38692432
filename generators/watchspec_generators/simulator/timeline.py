"""Alerts on a clock: when each group is flushed, and who is told of what by it.

A group is flushed `group_wait` after its first alert and every `group_interval`
from then on. Whatever is to be held back is decided at the flush: what is muted or
inhibited then is not sent, and what was sent is known from a log.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from watchspec_generators.simulator.inhibition import inhibitors
from watchspec_generators.simulator.log import Entry, Reason, reason
from watchspec_generators.simulator.verdict import Windows, windows_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from watchspec_generators.simulator.alerts import Alert, Identity
    from watchspec_generators.simulator.config import Config
    from watchspec_generators.simulator.receivers import Integration
    from watchspec_generators.simulator.routes import Place, Route


@dataclass(frozen=True, slots=True)
class Told:
    """A notification by one of a receiver's ways."""

    integration: Integration
    reason: Reason
    firing: tuple[Alert, ...]
    resolved: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Flush:
    """One look at a group: what it holds, what is held back and why, and who is told."""

    at: datetime
    route: Route
    group_key: str
    alerts: tuple[Alert, ...]
    inhibited: Mapping[Identity, tuple[Mapping[str, str], ...]]
    """Of the alerts that are inhibited, the labels of those that do it."""
    windows: Windows
    told: tuple[Told, ...]

    def tells(self, alert: Alert) -> bool:
        """Whether somebody is told here that `alert` fires."""
        return any(each.identity == alert.identity for told in self.told for each in told.firing)


def timeline(config: Config, alerts: Iterable[Alert], until: datetime) -> tuple[Flush, ...]:
    """Every flush up to `until`, in order, of an Alertmanager that knows nothing when the first alert comes."""
    return _Simulation(config, tuple(alerts), until).run()


@dataclass
class _Group:
    route: Route
    key: str
    alerts: dict[Identity, Alert] = field(default_factory=dict)


@dataclass
class _Simulation:
    config: Config
    alerts: Sequence[Alert]
    until: datetime
    groups: dict[tuple[Place, str], _Group] = field(default_factory=dict)
    log: dict[tuple[str, str, Integration], Entry] = field(default_factory=dict)
    flushes: list[Flush] = field(default_factory=list)
    queue: list[tuple[datetime, int, _Group]] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def run(self) -> tuple[Flush, ...]:
        for alert in sorted(self.alerts, key=lambda alert: alert.arrives):
            self.flush_until(alert.arrives, inclusive=False)
            if alert.arrives <= self.until:
                self.arrive(alert)
        self.flush_until(self.until, inclusive=True)
        return tuple(self.flushes)

    def flush_until(self, end: datetime, *, inclusive: bool) -> None:
        end = min(end, self.until)
        while self.queue and (self.queue[0][0] < end or (inclusive and self.queue[0][0] == end)):
            at, _, group = heapq.heappop(self.queue)
            self.flush(group, at)

    def arrive(self, alert: Alert) -> None:
        for route in self.config.route.taking(alert.labels):
            key = route.group_key(alert.labels)
            group = self.groups.get((route.place, key))
            if group is None:
                group = self.groups[route.place, key] = _Group(route, key)
                old = alert.starts + route.group_wait < alert.arrives
                self.plan(group, alert.arrives if old else alert.arrives + route.group_wait)
            group.alerts[alert.identity] = alert

    def plan(self, group: _Group, at: datetime) -> None:
        heapq.heappush(self.queue, (at, next(self.numbers), group))

    def flush(self, group: _Group, at: datetime) -> None:
        alerts = tuple(group.alerts.values())
        firing = [alert.labels for alert in self.alerts if alert.firing(at)]
        inhibited = {
            alert.identity: by
            for alert in alerts
            if (by := inhibitors(self.config.inhibit_rules, firing, alert.labels))
        }
        windows = windows_at(self.config, group.route, at)
        free = tuple(alert for alert in alerts if alert.identity not in inhibited)
        told = self.notify(group, at, free) if free and windows.open else ()
        self.flushes.append(Flush(at, group.route, group.key, alerts, inhibited, windows, told))
        group.alerts = {alert.identity: alert for alert in alerts if not alert.resolved(at)}
        if group.alerts:
            self.plan(group, at + group.route.group_interval)
        else:
            del self.groups[group.route.place, group.key]

    def notify(self, group: _Group, at: datetime, alerts: tuple[Alert, ...]) -> tuple[Told, ...]:
        receiver = group.route.receiver
        ways = self.config.receivers[receiver]
        found = (self.by_one(group, at, alerts, (group.key, receiver, way)) for way in ways)
        return tuple(told for told in found if told)

    def by_one(
        self, group: _Group, at: datetime, alerts: tuple[Alert, ...], key: tuple[str, str, Integration]
    ) -> Told | None:
        """What one integration sends; it also notes what it need not send."""
        way, repeat = key[2], group.route.repeat_interval
        firing = tuple(alert for alert in alerts if not alert.resolved(at))
        resolved = tuple(alert for alert in alerts if alert.resolved(at))
        new = Entry(at, _identities(firing), _identities(resolved))
        last = self.log.get(key)
        if last and last.forgotten(at, repeat):
            last = None
        why = reason(last, new, repeat, tells_ends=way.send_resolved)
        if why is None:
            return None
        self.log[key] = new
        if not (firing or way.send_resolved):
            return None
        return Told(way, why, firing, resolved if way.send_resolved else ())


def _identities(alerts: Iterable[Alert]) -> frozenset[Identity]:
    return frozenset(alert.identity for alert in alerts)
