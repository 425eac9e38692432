"""What the sink has received, in the order of arrival."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Literal

Protocol = Literal[
    "pagerduty", "opsgenie", "slack", "msteams", "msteams_connector", "discord", "telegram", "webhook", "email"
]
Status = Literal["firing", "resolved"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification as its receiver saw it."""

    at: float
    """Arrival, in seconds since the epoch."""
    protocol: Protocol
    target: str
    """Whom it was for, in the protocol's own terms: routing key, path segment or mail address."""
    status: Status
    text: str
    """What a person reads."""
    key: str = ""
    """PagerDuty's `dedup_key` or Opsgenie's alias, which ties a resolve to its trigger."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that the real service would not have taken, and the reason that it would give."""

    at: float
    protocol: Protocol
    reason: str


class Inbox:
    """Deliveries and refusals; servers add from their own threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._deliveries: list[Delivery] = []
        self._refusals: list[Refusal] = []

    def add(self, item: Delivery | Refusal) -> None:
        """Keep `item`."""
        with self._lock:
            if isinstance(item, Delivery):
                self._deliveries.append(item)
            else:
                self._refusals.append(item)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Everything that was accepted so far."""
        with self._lock:
            return tuple(self._deliveries)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Everything that was refused so far."""
        with self._lock:
            return tuple(self._refusals)
