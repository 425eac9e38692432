"""Metrics of a batch job reach a Pushgateway, or the job is told that they did not; it never fails because of them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.registry import Collector

import watchspec
from watchspec import catalogue
from watchspec._internal.collectors import collectors_for
from watchspec._internal.safety import forget_logged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client.metrics_core import Metric


@dataclass
class Gateway:
    """Takes what is pushed, as a Pushgateway does."""

    status: int = 200
    delay: float = 0.0
    pushed: list[tuple[str, str, bytes]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    taken = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            time.sleep(taken.delay)
            taken.pushed.append((self.command, self.path, body))
            self.send_response(taken.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    taken.address = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield taken
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ours() -> CollectorRegistry:
    """A registry with our metrics on it, one of them with a value."""
    forget_logged()
    registry = CollectorRegistry()
    made: Any = collectors_for(registry, {})
    made[catalogue.REQUESTS].labels("openai", "gpt-4o", "chat", "nightly", "success").inc(3)
    return registry


def _failures(registry: CollectorRegistry) -> float | None:
    return registry.get_sample_value(catalogue.INTERNAL_ERRORS.name, {"place": "push"})


def test_what_is_pushed(gateway: Gateway, ours: CollectorRegistry) -> None:
    """All metrics of the registry, under the job and its grouping key."""
    assert watchspec.push_to_gateway(gateway.address, "nightly", {"shard": "a b", "instance": 1}, registry=ours)
    ((method, path, body),) = gateway.pushed
    assert (method, path) == ("PUT", "/metrics/job/nightly/instance/1/shard@base64/YSBi")
    assert body == generate_latest(ours)
    assert not _failures(ours)


def test_default_registry(gateway: Gateway) -> None:
    """Without a registry, prometheus_client's own is pushed; a scheme may be given."""
    assert watchspec.push_to_gateway(f"http://{gateway.address}/", "nightly")
    assert b"python_info" in gateway.pushed[0][2]


@pytest.mark.parametrize("status", [400, 500])
def test_gateway_that_refuses(gateway: Gateway, ours: CollectorRegistry, status: int) -> None:
    """The job goes on; the failure is counted, and raised only if it is asked for."""
    gateway.status = status
    assert not watchspec.push_to_gateway(gateway.address, "nightly", registry=ours)
    assert _failures(ours) == 1
    with pytest.raises(OSError, match=str(status)):
        watchspec.push_to_gateway(gateway.address, "nightly", registry=ours, strict=True)
    assert _failures(ours) == 2


def test_gateway_that_is_slow(gateway: Gateway, ours: CollectorRegistry) -> None:
    """The job waits no longer than it wants to."""
    gateway.delay = 5.0
    started = time.perf_counter()
    assert not watchspec.push_to_gateway(gateway.address, "nightly", registry=ours, timeout=0.2)
    assert time.perf_counter() - started < 4.5
    assert _failures(ours) == 1


def test_gateway_that_is_not_there(ours: CollectorRegistry, caplog: pytest.LogCaptureFixture) -> None:
    """The log says so once."""
    for _ in range(2):
        assert not watchspec.push_to_gateway("127.0.0.1:1", "nightly", registry=ours)
    assert _failures(ours) == 2
    assert caplog.text.count("internal error in push") == 1


def test_collector_that_fails(gateway: Gateway, ours: CollectorRegistry) -> None:
    """A collector of the host's own breaks the push, not the job."""

    class Broken(Collector):
        def collect(self) -> Iterable[Metric]:
            raise LookupError("the host's")

    ours.register(Broken())
    assert not watchspec.push_to_gateway(gateway.address, "nightly", registry=ours)
    assert gateway.pushed == []
    with pytest.raises(LookupError):
        watchspec.push_to_gateway(gateway.address, "nightly", registry=ours, strict=True)


def test_later_values(gateway: Gateway) -> None:
    """A second push replaces the first."""
    registry = CollectorRegistry()
    counter = Counter("done", "Done", registry=registry)
    for value in (b"done_total 1.0", b"done_total 2.0"):
        counter.inc()
        assert watchspec.push_to_gateway(gateway.address, "nightly", registry=registry)
        assert value in gateway.pushed[-1][2]
