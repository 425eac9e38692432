"""From what Prometheus, Alertmanager and the sink say to events, each once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from watchspec_generators.demo.addresses import address_of
from watchspec_generators.demo.events import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from watchspec_generators.demo.events import EventKind
    from watchspec_generators.demo.sink import Delivery
    from watchspec_generators.model import Monitoring

_FIRING = "firing"
_KEYED = ("pagerduty", "opsgenie")
"""Protocols whose resolve names what it ends by a key."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an alert is recognised by in a notification's text."""

    alert: str
    labels: Mapping[str, str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What everybody said at `at` (seconds since the epoch)."""

    at: float
    alerts: Sequence[Mapping[str, Any]]
    """Pending and firing ones, as Prometheus lists them."""
    groups: Sequence[Mapping[str, Any]]
    """As Alertmanager lists them."""
    deliveries: Sequence[Delivery]
    """All since the start."""


class Watch:
    """Turns snapshots into events; remembers what it has told."""

    def __init__(self, monitoring: Monitoring, known: Sequence[Known]) -> None:
        self._monitoring = monitoring
        self._known = known
        self._told: set[tuple[Any, ...]] = set()
        self._firing: dict[tuple[Any, ...], tuple[str, Mapping[str, str]]] = {}
        self._read = 0
        self._incidents: dict[tuple[str, str], tuple[str, Mapping[str, str]]] = {}

    def events(self, snapshot: Snapshot) -> tuple[Event, ...]:
        """What is new in `snapshot`, in order of time."""
        found = [*self._of_prometheus(snapshot), *self._of_alertmanager(snapshot), *self._of_sink(snapshot)]
        return tuple(sorted(found, key=lambda event: event.at))

    def _of_prometheus(self, snapshot: Snapshot) -> Iterator[Event]:
        firing = {}
        for alert in snapshot.alerts:
            labels, name = alert["labels"], alert["labels"]["alertname"]
            begin = _seconds(alert["activeAt"])
            key = (name, *sorted(labels.items()), begin)
            if self._new("pending", *key):
                yield Event(begin, "pending", name, labels)
            if alert["state"] == _FIRING:
                firing[key] = name, labels
                if self._new("firing", *key):
                    yield Event(snapshot.at, "firing", name, labels, text=alert["annotations"].get("summary", ""))
        for key, (name, labels) in self._firing.items():
            if key not in firing:
                yield Event(snapshot.at, "quiet", name, labels)
        self._firing = firing

    def _of_alertmanager(self, snapshot: Snapshot) -> Iterator[Event]:
        for group in snapshot.groups:
            for alert in group["alerts"]:
                for kind, detail in _said(group, alert, snapshot.groups):
                    if self._new(kind, alert["fingerprint"], detail, alert["startsAt"]):
                        yield Event(snapshot.at, kind, alert["labels"]["alertname"], alert["labels"], detail)

    def _of_sink(self, snapshot: Snapshot) -> Iterator[Event]:
        for delivery in snapshot.deliveries[self._read :]:
            address = str(address_of(self._monitoring, delivery) or f"unknown {delivery.protocol} {delivery.target}")
            for name, labels in self._subjects(delivery):
                kind: EventKind = "delivered" if delivery.status == _FIRING else "closed"
                yield Event(delivery.at, kind, name, labels, address, delivery.text)
        self._read = len(snapshot.deliveries)

    def _subjects(self, delivery: Delivery) -> Sequence[tuple[str, Mapping[str, str]]]:
        if delivery.protocol in _KEYED and delivery.status != _FIRING:
            # A resolve belongs to the incident with its key, whatever it says.
            return [self._incidents.get((delivery.protocol, delivery.key), ("an incident that was never opened", {}))]
        found = [(known.alert, known.labels) for known in self._known if says(delivery.text, known.words)]
        subjects = found or [("an alert that is not part of the incident", {})]
        if delivery.protocol in _KEYED:
            self._incidents[delivery.protocol, delivery.key] = subjects[0]
        return subjects

    def _new(self, *key: Any) -> bool:
        if key in self._told:
            return False
        self._told.add(key)
        return True


def says(text: str, words: Iterable[str]) -> bool:
    """Whether `text` contains all of `words`, in order, line breaks and blanks aside."""
    rest = " ".join(text.split())
    for piece in words:
        _before, found, rest = rest.partition(piece)
        if not found:
            return False
    return True


def _said(
    group: Mapping[str, Any], alert: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[EventKind, str]]:
    yield "routed", group["receiver"]["name"]
    status = alert["status"]
    for fingerprint in status["inhibitedBy"]:
        yield "inhibited", _name_of(fingerprint, groups)
    muted = status.get("mutedBy") or ()
    if muted:
        yield "muted", " and ".join(muted)


def _name_of(fingerprint: str, groups: Sequence[Mapping[str, Any]]) -> str:
    every = (alert for group in groups for alert in group["alerts"])
    names = (str(alert["labels"]["alertname"]) for alert in every if alert["fingerprint"] == fingerprint)
    return next(names, fingerprint)


def _seconds(moment: str) -> float:
    # Go writes nanoseconds, which Python 3.10 does not read.
    whole, _, fraction = moment.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{whole}+00:00").timestamp() + float(f"0.{fraction or 0}")
