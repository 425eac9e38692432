"""Other instrumentations. They patch classes for the whole process, so each has a process of its own.

Both keep their metrics in memory and make spans that nobody exports, which is the least they can do.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.shared.provider import MODEL
from benchmarks.variants.bare import Bare

DURATION = "gen_ai.client.operation.duration"


class Peer(Bare):
    """A patched process; `reader` is where the peer's metrics can be looked at."""

    def __init__(self, reader: Any, *, quota: bool) -> None:
        super().__init__(quota=quota)
        self._reader = reader

    def recorded(self) -> float:
        """How many calls are in the peer's histogram of durations."""
        data = json.loads(self._reader.get_metrics_data().to_json())
        scopes = (scope for resource in data["resource_metrics"] for scope in resource["scope_metrics"])
        metrics = (metric for scope in scopes for metric in scope["metrics"] if metric["name"] == DURATION)
        return float(sum(point["count"] for metric in metrics for point in metric["data"]["data_points"]))


def _meters() -> tuple[Any, Any]:
    reader = _module("opentelemetry.sdk.metrics.export").InMemoryMetricReader()
    provider = _module("opentelemetry.sdk.metrics").MeterProvider([reader])
    _module("opentelemetry.metrics").set_meter_provider(provider)
    return reader, provider


def _tracers() -> None:
    _module("opentelemetry.trace").set_tracer_provider(_module("opentelemetry.sdk.trace").TracerProvider())


def _module(name: str) -> Any:
    # By name: these are only in the virtual environments that scripts/bench makes.
    return import_module(name)


def otel_metrics(*, quota: bool = False) -> Peer:
    """opentelemetry-instrumentation-genai-openai with a meter provider only."""
    reader, _ = _meters()
    _module("opentelemetry.instrumentation.genai.openai").OpenAIInstrumentor().instrument()
    return Peer(reader, quota=quota)


def otel(*, quota: bool = False) -> Peer:
    """opentelemetry-instrumentation-genai-openai with a meter and a tracer provider, as it is meant to be used."""
    _tracers()
    return otel_metrics(quota=quota)


def openlit(*, quota: bool = False) -> Peer:
    """OpenLIT with all it does by default but capturing messages; prices come from a file, not from the network."""
    reader, _ = _meters()
    _tracers()
    logs = _module("opentelemetry.sdk._logs").LoggerProvider()
    _module("opentelemetry._logs").set_logger_provider(logs)
    with TemporaryDirectory() as folder:
        prices = Path(folder, "prices.json")
        prices.write_text(json.dumps({"chat": {MODEL: {"promptPrice": 0.0025, "completionPrice": 0.01}}}))
        _module("openlit").init(pricing_json=str(prices), capture_message_content=False)
    return Peer(reader, quota=quota)
