"""What each receiver was last told of a group, and whether it must be told again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from watchspec_generators.simulator.alerts import Identity

Reason = Literal[
    "first notification",
    "new alerts added",
    "all alerts resolved",
    "some alerts resolved",
    "repeat interval elapsed",
]
_RETENTION = timedelta(hours=120)
"""Alertmanager's default of --data.retention."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The last notification of a group by one integration."""

    sent: datetime
    firing: frozenset[Identity]
    resolved: frozenset[Identity]

    def forgotten(self, at: datetime, repeat_interval: timedelta) -> bool:
        """Whether Alertmanager has thrown it away by `at`."""
        return at - self.sent > min(2 * repeat_interval, _RETENTION)


def reason(entry: Entry | None, new: Entry, repeat_interval: timedelta, *, tells_ends: bool) -> Reason | None:
    """Why a receiver must be told `new` after `entry`; None if it need not."""
    if entry is None:
        return "first notification" if new.firing else None
    if not new.firing <= entry.firing:
        return "new alerts added" if entry.firing else "first notification"
    if not new.firing:
        return "all alerts resolved" if entry.firing else None
    if tells_ends and not new.resolved <= entry.resolved:
        return "some alerts resolved"
    # Sending takes time, so that after exactly the interval it has not quite passed since.
    return "repeat interval elapsed" if new.sent - entry.sent > repeat_interval else None
