"""What all alerts have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.values import Duration

Path = tuple[str | int, ...]
"""Keys and indexes from the spec's root: where a value was written, for messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Whatever can fire: how it is called, when, how bad it is, whose it is, and what it says."""

    name: str
    for_: Duration
    keep_firing_for: Duration
    severity: str
    owner: str
    summary: str
    description: str
    runbook: str
    labels: Mapping[str, str]
    path: Path
