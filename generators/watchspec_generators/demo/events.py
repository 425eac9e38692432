"""What happened in the demo, as it was seen from outside: the values that the timeline is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

EventKind = Literal[
    "injected", "ended", "pending", "firing", "routed", "delivered", "inhibited", "muted", "quiet", "closed"
]
"""`injected` and `ended` are about troubles, the others about alerts: `quiet` when Prometheus has resolved it,
`closed` when a receiver was told so."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at `at` (seconds since the epoch) to `subject`, a trouble's kind or an alert's name."""

    at: float
    kind: EventKind
    subject: str
    labels: Mapping[str, str]
    detail: str = ""
    """Receiver, inhibiting alert or window."""
    text: str = ""
    """The notification as a person reads it."""

    def about(self, subject: str, labels: Mapping[str, str]) -> bool:
        """Whether this is about `subject` with at least `labels`."""
        return self.subject == subject and labels.items() <= self.labels.items()
