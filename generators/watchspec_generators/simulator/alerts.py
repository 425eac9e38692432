"""Alerts as Alertmanager is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
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
