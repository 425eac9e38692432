"""Alerts on a clock: when each group is flushed, and who is told of what by it.

A group is flushed `group_wait` after its first alert and every `group_interval`
from then on. Whatever is to be held back is decided at the flush: what is muted or
inhibited then is not sent, and what was sent is known from a log.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import timezone
from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING

from watchspec_generators.simulator.alerts import Resend, messages
from watchspec_generators.simulator.inhibition import inhibitors
from watchspec_generators.simulator.log import Entry, Reason, reason
from watchspec_generators.simulator.verdict import Windows, windows_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from watchspec_generators.simulator.alerts import Alert, Identity
    from watchspec_generators.simulator.config import Config
    from watchspec_generators.simulator.receivers import Integration
    from watchspec_generators.simulator.routes import Place, Route


PROMETHEUS = Resend()
"""What Prometheus does unless it is told otherwise."""


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


def timeline(
    config: Config, alerts: Iterable[Alert], until: datetime, resend: Resend | None = PROMETHEUS
) -> tuple[Flush, ...]:
    """Every flush up to `until`, in order, of an Alertmanager that knows nothing when the first alert comes.

    `resend` is what Prometheus does after an alert's end; None stands for a sender that tells of each end once.
    """
    return tuple(flushes(config, alerts, until, resend))


def flushes(
    config: Config, alerts: Iterable[Alert], until: datetime, resend: Resend | None = PROMETHEUS
) -> Iterator[Flush]:
    """The same, one at a time, for those who need not see the end."""
    return _Simulation(config, tuple(alerts), until.astimezone(timezone.utc), resend).run()


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
    resend: Resend | None
    groups: dict[tuple[Place, str], _Group] = field(default_factory=dict)
    log: dict[tuple[str, str, Integration], tuple[Entry, ...]] = field(default_factory=dict)
    queue: list[tuple[datetime, int, _Group]] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def run(self) -> Iterator[Flush]:
        for at, alert in sorted(messages(self.alerts, self.resend), key=itemgetter(0)):
            yield from self.flush_until(at, inclusive=False)
            if at <= self.until:
                self.arrive(alert, at)
        yield from self.flush_until(self.until, inclusive=True)

    def flush_until(self, end: datetime, *, inclusive: bool) -> Iterator[Flush]:
        end = min(end, self.until)
        while self.queue and (self.queue[0][0] < end or (inclusive and self.queue[0][0] == end)):
            at, _, group = heapq.heappop(self.queue)
            yield self.flush(group, at)

    def arrive(self, alert: Alert, at: datetime) -> None:
        for route in self.config.route.taking(alert.labels):
            key = route.group_key(alert.labels)
            group = self.groups.get((route.place, key))
            if group is None:
                group = self.groups[route.place, key] = _Group(route, key)
                old = alert.starts + route.group_wait < at
                self.plan(group, at if old else at + route.group_wait)
            group.alerts[alert.identity] = alert

    def plan(self, group: _Group, at: datetime) -> None:
        heapq.heappush(self.queue, (at, next(self.numbers), group))

    def flush(self, group: _Group, at: datetime) -> Flush:
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
        group.alerts = {alert.identity: alert for alert in alerts if not alert.resolved(at)}
        if group.alerts:
            self.plan(group, at + group.route.group_interval)
        else:
            del self.groups[group.route.place, group.key]
        return Flush(at, group.route, group.key, alerts, inhibited, windows, told)

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
        # What another route with the same key sends at this very moment is not in the log yet.
        noted = [entry for entry in self.log.get(key, ()) if entry.sent < at]
        last = noted[-1] if noted and not noted[-1].forgotten(at, repeat) else None
        why = reason(last, new, repeat, tells_ends=way.send_resolved)
        if why is None:
            return None
        self.log[key] = (*noted[-1:], new)
        if not (firing or way.send_resolved):
            return None
        return Told(way, why, firing, resolved if way.send_resolved else ())


def _identities(alerts: Iterable[Alert]) -> frozenset[Identity]:
    return frozenset(alert.identity for alert in alerts)
