"""What one metric family is, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]
Unit = Literal["requests", "seconds", "tokens", "tokens/second", "usd", "score", "events", "timestamp"]
Merge = Literal["livesum", "livemostrecent", "mostrecent"]

BASE_LABELS = ("provider", "model", "operation", "feature")
"""Labels of every metric of a call, in this order, before its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """One metric family; `labels` are those beyond `BASE_LABELS` when `base` is true."""

    name: str
    kind: Kind
    help: str
    unit: Unit
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    base: bool = True
    merge: Merge = "livesum"
    """How a gauge of several prefork workers becomes one (prometheus_client's multiprocess_mode)."""

    @property
    def all_labels(self) -> tuple[str, ...]:
        """Every label of the family, in registration order."""
        return (*BASE_LABELS, *self.labels) if self.base else self.labels
