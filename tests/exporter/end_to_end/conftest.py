"""An instrumented process, the loopback provider that it calls, and the receiver that its spans go to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import CollectorRegistry
from tests.exporter.conftest import Meter
from tests.exporter.tracing.conftest import _no_environment, receiver  # noqa: F401 - fixtures of this folder too

import watchspec
from watchspec import catalogue
from watchspec._internal.collectors import ledger_of
from watchspec._internal.instrumentation import process_recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.exporter.tracing.receiver import Receiver, Seen

    from watchspec._internal.tracing.tracer import Tracer

KEEP_ALL = {"rate": 1.0}
KEEP_NONE = {"rate": 0.0, "new_user_calls": 0}


@dataclass
class Scene:
    """What was measured and what was sent."""

    receiver: Receiver
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def instrument(self, traces: Any = KEEP_ALL, **settings: Any) -> None:
        """Measures the process, with traces."""
        watchspec.instrument(registry=self.registry, traces=traces, **settings)

    @property
    def meter(self) -> Meter:
        """Of this registry."""
        return Meter(self.registry)

    @property
    def tracer(self) -> Tracer:
        """The process's."""
        recorder = process_recorder()
        assert recorder is not None
        assert recorder.tracer is not None
        return recorder.tracer

    def spans(self, count: int) -> list[Seen]:
        """All spans, of which there are exactly that many, in the order in which they were sent."""
        ledger_of(self.registry).drain()
        assert self.tracer.flush()
        spans = self.receiver.wait_for(count)
        assert len(spans) == count, [span.name for span in spans]
        assert self.meter.internal_errors() == 0
        return spans

    def by_name(self, count: int) -> dict[str, Seen]:
        """As `spans`, where each has a name of its own."""
        spans = {span.name: span for span in self.spans(count)}
        assert len(spans) == count
        return spans

    def decisions(self) -> dict[str, float]:
        """Traces by decision, without the zeros."""
        counted = {name: self.meter.total(catalogue.TRACES, decision=name) for name in catalogue.TRACE_DECISIONS}
        return {name: value for name, value in counted.items() if value}


@pytest.fixture
def scene(receiver: Receiver) -> Iterator[Scene]:  # noqa: F811 - the fixture
    """Not instrumented yet."""
    yield Scene(receiver)
    watchspec.uninstrument()
