"""Hand-written cases of alerts, understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.values import Duration
    from watchspec_generators.values.case import Expected


@dataclass(frozen=True, slots=True)
class CasePhase:
    """The played signal at `value` (None: no samples) for a time."""

    length: Duration
    value: float | None
    traffic: float | None = None
    """A second, or at a moment where the signal's floor is about moments; None: plenty."""


@dataclass(frozen=True, slots=True)
class SignalCase:
    """What happens to a service, told by a signal, and what must come of it."""

    title: str
    signal: str
    """Which is played; the alert's own, or one whose metrics the alert's is made of."""
    phases: tuple[CasePhase, ...]
    expected: Expected
    labels: Mapping[str, str]
    """Of those that split the alert; those not named have their first declared value."""
    place: str
    """Where it is written: `monitoring.yaml:120:5`."""


@dataclass(frozen=True, slots=True)
class SeriesCase:
    """Series in promtool's notation, and whether the alert fires `at` a time."""

    title: str
    interval: Duration
    series: Mapping[str, str]
    at: Duration
    fires: bool
    labels: Mapping[str, str]
    value: float | None
    place: str
    """As that of a SignalCase."""
