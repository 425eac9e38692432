"""A receiver, and tracers that send to it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import trace
from prometheus_client import CollectorRegistry
from tests.exporter.conftest import Meter
from tests.exporter.tracing.receiver import Receiver
from tests.exporter.tracing.stand_ins import Play

from watchspec import catalogue
from watchspec._internal.collectors import collectors_for, safety_of
from watchspec._internal.config import DEFAULT_BUCKETS
from watchspec._internal.safety import forget_logged
from watchspec._internal.tracing import destination
from watchspec._internal.tracing.sampling import Sampling
from watchspec._internal.tracing.tracer import Tracer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.sdk.trace import TracerProvider

KEEP_ALL = Sampling(rate=1.0)
KEEP_NONE = Sampling(rate=0.0, new_user_calls=0)


@dataclass
class Bench:
    """Makes tracers that count on one registry."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.metrics = collectors_for(self.registry, DEFAULT_BUCKETS)
        self.meter = Meter(self.registry)

    def tracer(self, sampling: Sampling = KEEP_ALL, **settings: Any) -> Tracer:
        counter: Any = self.metrics[catalogue.TRACES]
        settings = {"label_of_user": lambda user: f"hashed-{len(user)}", "service": "checkout", **settings}
        return Tracer(sampling, counter, safety_of(self.registry), **settings)

    def play(self, sampling: Sampling = KEEP_ALL, **settings: Any) -> Play:
        """Runs calls and steps against a tracer of its own."""
        return Play(self.tracer(sampling, **settings))

    def decisions(self) -> dict[str, float]:
        """Traces by decision, without the zeros."""
        counted = {name: self.meter.total(catalogue.TRACES, decision=name) for name in catalogue.TRACE_DECISIONS}
        return {name: value for name, value in counted.items() if value}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings of the machine, and no provider that outlives its test."""
    for name in [name for name in os.environ if name.startswith("OTEL_")]:
        monkeypatch.delenv(name)
    forget_logged()
    yield
    _shut_down()


def _shut_down() -> None:
    for provider in destination._own.values():
        if provider is not None:
            provider.shutdown()
    destination._own.clear()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver that the environment points to."""
    with Receiver() as running:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", running.url)
        yield running
        _shut_down()


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the global provider for one test; OpenTelemetry itself allows that once in a process."""

    def install(provider: TracerProvider) -> TracerProvider:
        monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
        return provider

    return install
