"""Where spans go, by OpenTelemetry's own environment variables, and what is loaded for it."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from tests.exporter.tracing.conftest import KEEP_ALL

from watchspec import catalogue
from watchspec._internal.tracing import destination, tracer_for

if TYPE_CHECKING:
    from tests.exporter.tracing.conftest import Bench
    from tests.exporter.tracing.receiver import Receiver, Seen


def _one_span(bench: Bench, receiver: Receiver, **settings: Any) -> Seen:
    play = bench.play(**settings)
    assert play.call() is not None
    play.tracer.flush()
    (span,) = receiver.wait_for(1)
    return span


def test_endpoint_for_all_signals(bench: Bench, receiver: Receiver) -> None:
    """The base address gets the path of traces."""
    _one_span(bench, receiver)
    assert receiver.paths == ["/v1/traces"]
    assert receiver.headers[0]["content-type"] == "application/x-protobuf"


def test_endpoint_for_traces(bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address for traces is taken as it is, and wins."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", f"{receiver.url}/api/public/otel/v1/traces")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    _one_span(bench, receiver)
    assert receiver.paths == ["/api/public/otel/v1/traces"]


def test_headers_and_compression(bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of a backend travel as headers; they are in no span."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic%20cGs6c2s=,x-oneuptime-token=secret-token")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
    _one_span(bench, receiver)
    assert receiver.headers[0]["authorization"] == "Basic cGs6c2s="
    assert receiver.headers[0]["x-oneuptime-token"] == "secret-token"
    assert receiver.headers[0]["content-encoding"] == "gzip"
    assert b"secret-token" not in receiver.bodies[0]


@pytest.mark.parametrize(
    ("environment", "service"),
    [
        ({}, "checkout"),
        ({"OTEL_SERVICE_NAME": "named"}, "named"),
        ({"OTEL_RESOURCE_ATTRIBUTES": "service.name=listed,deployment.environment.name=test"}, "listed"),
    ],
)
def test_service_name(
    bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], service: str
) -> None:
    """The environment names the service, else the configuration does."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert _one_span(bench, receiver).resource["service.name"] == service


def test_no_name(bench: Bench, receiver: Receiver) -> None:
    """A service without any name gets that of OpenTelemetry."""
    assert str(_one_span(bench, receiver, service="").resource["service.name"]).startswith("unknown_service")


def test_no_endpoint(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """With nowhere to go nothing is followed, no exemplar is given, and it is said once."""
    with caplog.at_level(logging.WARNING, "watchspec"):
        for _ in range(2):
            play = bench.play()
            assert play.call("error") is None
            assert play.begin().trace is None
    assert [record.getMessage() for record in caplog.records] == [
        "traces go nowhere: neither a tracer provider nor OTEL_EXPORTER_OTLP_ENDPOINT is set"
    ]
    assert bench.decisions() == {}
    assert play.tracer.flush()


@pytest.mark.parametrize(("name", "value"), [("OTEL_TRACES_EXPORTER", "none"), ("OTEL_SDK_DISABLED", "true")])
def test_switched_off(
    bench: Bench,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    value: str,
) -> None:
    """The environment switches tracing off without a word."""
    monkeypatch.setenv(name, value)
    play = bench.play()
    assert play.call() is None
    play.tracer.flush()
    assert receiver.asked == 0
    assert caplog.records == []


def test_host_switched_off(bench: Bench, host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where OpenTelemetry as a whole is switched off, a provider of the host's changes nothing."""
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    host(TracerProvider())
    assert bench.play().call() is None


@pytest.mark.parametrize("protocol", ["grpc", "http/json", "carrier pigeon"])
def test_protocol_without_exporter(
    bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, protocol: str
) -> None:
    """A protocol whose exporter is not installed is said once, and nothing is sent by another."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
    play = bench.play()
    assert play.call() is None
    assert [record.getMessage().partition(" (")[0] for record in caplog.records] == [
        f"traces go nowhere: no exporter for OTLP by {protocol}"
    ]
    assert receiver.asked == 0


def test_one_provider_for_many_tracers(bench: Bench, receiver: Receiver) -> None:
    """Instrumenting again adds neither a thread nor a connection."""
    first, second = (bench.tracer(KEEP_ALL) for _ in range(2))
    assert first._destination._provider is second._destination._provider
    assert len(destination._own) == 1


def _tracer_for(bench: Bench, traces: object, problems: list[str]) -> Any:
    counter: Any = bench.metrics[catalogue.TRACES]
    return tracer_for(traces, problems.append, counter, None, label_of_user=str)  # type: ignore[arg-type]  # not needed


@pytest.mark.parametrize(("traces", "on"), [(None, False), (False, False), (True, True), ({"rate": 0.5}, True)])
def test_switch(bench: Bench, receiver: Receiver, traces: object, on: bool) -> None:
    """Off by default; `True` or settings switch it on."""
    assert (_tracer_for(bench, traces, []) is not None) == on


def test_switch_with_wrong_settings(bench: Bench, receiver: Receiver) -> None:
    """What is wrong is reported, and tracing is on with the default in its place."""
    problems: list[str] = []
    tracer = _tracer_for(bench, {"rate": 2.0}, problems)
    assert problems == ["traces.rate cannot be 2.0"]
    assert tracer._sampler.sampling.rate == 0.1


def test_without_opentelemetry(bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Without the package there is no tracer, which is said once."""
    for name in [name for name in sys.modules if name.startswith("watchspec._internal.tracing.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    assert [_tracer_for(bench, True, []) for _ in range(2)] == [None, None]
    assert len(caplog.records) == 1
    assert "pip install 'watchspec[otel]'" in caplog.text


def test_nothing_is_loaded_until_it_is_switched_on() -> None:
    """OpenTelemetry is loaded by the tracer, not by watchspec nor by the sampling."""
    script = (
        "import sys, watchspec, watchspec._internal.tracing as tracing\n"
        "assert tracing.tracer_for(False, print, None, None, label_of_user=str) is None\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
