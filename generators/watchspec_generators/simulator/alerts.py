"""Alerts as Alertmanager is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

Identity = frozenset[tuple[str, str]]
"""Labels without order: two alerts with the same labels are one, at different times."""


@dataclass(frozen=True, slots=True, eq=False)
class Alert:
    """An alert from `starts` on, up to `ends` (None: it goes on); both must know their zone."""

    labels: Mapping[str, str]
    starts: datetime
    ends: datetime | None = None
    received: datetime | None = None
    """When Alertmanager first hears of it; default: when it starts."""

    def __post_init__(self) -> None:
        # In UTC, since Python takes the wall clock's word for sums and comparisons within one zone.
        for name in ("starts", "ends", "received"):
            moment = getattr(self, name)
            object.__setattr__(self, name, moment and moment.astimezone(timezone.utc))

    @property
    def arrives(self) -> datetime:
        """When Alertmanager first hears of it."""
        return self.received or self.starts

    @property
    def identity(self) -> Identity:
        """What it is recognised by."""
        return frozenset(self.labels.items())

    def resolved(self, at: datetime) -> bool:
        """Whether it is over at `at`."""
        return self.ends is not None and self.ends <= at

    def firing(self, at: datetime) -> bool:
        """Whether Alertmanager holds it for firing at `at`."""
        return self.arrives <= at and not self.resolved(at)


@dataclass(frozen=True, slots=True)
class Resend:
    """How long, and how often, Prometheus goes on telling that an alert is over."""

    retained: timedelta = timedelta(minutes=15)
    every: timedelta = timedelta(seconds=75)
    """More than a minute, at the next evaluation: this is for one every 15 seconds."""


def messages(alerts: Iterable[Alert], resend: Resend | None) -> Iterator[tuple[datetime, Alert]]:
    """When Alertmanager hears news of which alert: its start, its end, and its end again unless it is back."""
    known = tuple(alerts)
    for alert in known:
        yield alert.arrives, alert
        if alert.ends is None or resend is None:
            continue
        back = min((other.arrives for other in known if _succeeds(other, alert)), default=None)
        at = alert.ends
        while at <= alert.ends + resend.retained and (back is None or at < back):
            yield at, alert
            at += resend.every


def _succeeds(later: Alert, earlier: Alert) -> bool:
    return later.identity == earlier.identity and later.arrives > earlier.arrives
