"""The configuration as frozen values, and every default."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_CAPS: Mapping[str, int] = {
    "model": 50,
    "feature": 50,
    "evaluator": 20,
    "step": 50,
    "prompt": 50,
    "user": 20,
}
"""Most distinct values of each label that the service fills."""
DEFAULT_BUCKETS: Mapping[str, tuple[float, ...]] = {
    metric.name: metric.buckets for metric in catalogue.METRICS if metric.kind == "histogram"
}
DEFAULT_OPERATIONS = ("chat",)
DEFAULT_SESSION_IDLE_SECONDS = 1800.0


class Price(NamedTuple):
    """A price of the service's own: US dollars per million tokens of each kind, and per request."""

    input: float
    output: float
    cached_input: float
    cache_write_input: float
    reasoning: float
    request: float


@dataclass(frozen=True, slots=True)
class Model:
    """A declared model, the operations it is used for, and where its price comes from if not from its name."""

    name: str
    provider: str | None = None
    operations: tuple[str, ...] = DEFAULT_OPERATIONS
    price_as: str | None = None
    """The model's name in the price list."""
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which traces are kept: failed ones, slow or expensive ones, the first of each user, and a share of the rest."""

    rate: float = 0.1
    """Share of the traces that nothing else keeps, 0 to 1."""
    slow_seconds: float = 5.0
    expensive_usd: float = 0.1
    new_user_calls: int = 10
    """How many calls of a user count as the first ones."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the service declares; `problems` says what of it could not be used."""

    service: str = ""
    models: tuple[Model, ...] = ()
    features: tuple[str, ...] = ()
    buckets: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: dict(DEFAULT_BUCKETS))
    caps: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_CAPS))
    sampling: Sampling = field(default_factory=Sampling)
    session_idle_seconds: float = DEFAULT_SESSION_IDLE_SECONDS
    """A session without calls for this long has ended."""
    problems: tuple[str, ...] = ()
