"""What the spec says will happen to each alert of the incident: how soon, and who is told in which words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.demo.fates import fate
from watchspec_generators.demo.troubles import heartbeat
from watchspec_generators.rules.alerts import alert_labels
from watchspec_generators.rules.texts import rendered, words_of
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.demo.addresses import Address
    from watchspec_generators.demo.fates import Fate, Firing
    from watchspec_generators.demo.troubles import Injection, Kind
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import SignalAlert
    from watchspec_generators.spec import shape

LENIENCE_SECONDS = 15.0
"""How late a step may be, for a slow machine; the alert's own times come on top."""
HEARTBEATS = 3
"""How often the dead man's receiver must have heard from us by the end."""
_GAP = "\x00"
_CHANGING = re.compile(r"\{(?:value|count|bound)\}")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One alert's way through the incident. Limits are seconds from the injection, or from its end (`closed`)."""

    kind: Kind
    alert: str
    labels: Mapping[str, str]
    fate: Fate
    words: tuple[str, ...]
    """Pieces that the notification must contain, in order: the summary around its value."""
    waits: bool
    """Whether it is pending before it fires."""
    limits: Mapping[str, float]
    """For `pending`, `firing`, `told` and `closed`."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The alert that always fires: each address hears it again and again, never more than `gap` seconds apart."""

    alert: str
    addresses: tuple[Address, ...]
    words: tuple[str, ...]
    gap: float
    times: int = HEARTBEATS


def expectations(monitoring: Monitoring, injections: Sequence[Injection]) -> tuple[Expectation, ...]:
    """Of every alert that the incident concerns, in the order of the incident."""
    return tuple(_expectation(monitoring, injection, alert) for injection in injections for alert in injection.alerts)


def heartbeats(monitoring: Monitoring) -> Heartbeat | None:
    """What is expected of the alert that always fires, if somebody is to hear it."""
    alert = heartbeat(monitoring)
    if alert is None:
        return None
    told = fate(monitoring, _labels(monitoring, alert, {}), ())
    gap = max((way.repeat_interval.seconds + way.group_interval.seconds for way in told.ways), default=0.0)
    return Heartbeat(alert.name, told.addresses, fragments(monitoring, alert, {}), gap + _lateness(monitoring))


def fragments(monitoring: Monitoring, alert: SignalAlert, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The alert's summary as people will read it, cut where its value or an unknown label stands."""
    unknown = {label: _GAP for label in alert.by if label not in labels}
    marked = _CHANGING.sub(_GAP, alert.summary)
    text = rendered(marked, words_of(monitoring, alert), 0.0, {**unknown, **labels})
    return tuple(piece for piece in (" ".join(part.split()) for part in text.split(_GAP)) if piece)


def _expectation(monitoring: Monitoring, injection: Injection, alert: SignalAlert) -> Expectation:
    labels = injection.labels(alert)
    told = fate(
        monitoring,
        _labels(monitoring, alert, labels),
        [_firing(monitoring, injection, other) for other in injection.alerts if _before(other, alert)],
    )
    pending = alert.window.seconds + LENIENCE_SECONDS
    firing = pending + alert.for_.seconds
    wait = longest_wait(monitoring.routing).seconds
    interval = max((way.group_interval.seconds for way in told.ways), default=0.0)
    return Expectation(
        injection.trouble.kind,
        alert.name,
        labels,
        told,
        fragments(monitoring, alert, labels),
        alert.for_.milliseconds > 0,
        {
            "pending": pending,
            "firing": firing,
            # A group that was told of something before is told again only at its next interval.
            "told": firing + max(wait, interval) + LENIENCE_SECONDS,
            "closed": alert.window.seconds + alert.keep_firing_for.seconds + 2 * interval + LENIENCE_SECONDS,
        },
    )


def _firing(monitoring: Monitoring, injection: Injection, alert: SignalAlert) -> Firing:
    return alert.name, _labels(monitoring, alert, injection.labels(alert))


def _labels(monitoring: Monitoring, alert: SignalAlert, series: Mapping[str, str]) -> Mapping[str, str]:
    return {"alertname": alert.name, **alert_labels(monitoring, alert), **series}


def longest_wait(node: shape.Routing | shape.Route) -> Duration:
    """The longest `group_wait` from `node` down."""
    return max((node.group_wait or Duration(0), *(longest_wait(route) for route in node.routes)))


def _before(other: SignalAlert, alert: SignalAlert) -> bool:
    # Only what fires no later can keep an alert from ever being sent.
    return other.name != alert.name and other.for_ <= alert.for_


def _lateness(monitoring: Monitoring) -> float:
    return LENIENCE_SECONDS / 5 + 2 * monitoring.prometheus.evaluation_interval.seconds
