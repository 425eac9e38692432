"""Three ways to serve the metrics."""

from __future__ import annotations

import asyncio
import gzip
import threading
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen
from wsgiref.util import setup_testing_defaults

import prometheus_client
import pytest
from prometheus_client.registry import Collector

import watchspec
from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric
    from tests.exporter.conftest import Meter

EXPECTED = f"# HELP {catalogue.REQUESTS.name} ".encode()
REQUESTS: list[dict[str, str]] = [
    {},
    {"HTTP_ACCEPT": "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8,text/plain;q=0.5"},
    {"HTTP_ACCEPT": "text/plain;version=1.0.0"},
    {"HTTP_ACCEPT_ENCODING": "br, gzip"},
    {"HTTP_ACCEPT": "application/openmetrics-text", "HTTP_ACCEPT_ENCODING": "gzip"},
    {"QUERY_STRING": f"name[]={catalogue.REQUESTS.name}"},
    {"QUERY_STRING": "name[]=none_of_this_name", "HTTP_ACCEPT": "application/openmetrics-text"},
    {"REQUEST_METHOD": "HEAD"},
    {"REQUEST_METHOD": "OPTIONS"},
    {"REQUEST_METHOD": "POST"},
    {"PATH_INFO": "/favicon.ico"},
]


class Broken(Collector):
    """A host's collector that fails at a scrape, after it was registered."""

    def collect(self) -> Iterable[Metric]:
        """Raises."""
        raise LookupError("the host's")


def _wsgi(app: Any, request: dict[str, str]) -> list[Any]:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    answered: list[Any] = []
    body = b"".join(app({**environ, **request}, lambda *started: answered.extend(started)))
    return [*answered, gzip.decompress(body) if ("Content-Encoding", "gzip") in answered[1] else body]


async def _asgi(app: Any, request: dict[str, str]) -> list[Any]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [
        (name[5:].replace("_", "-").lower().encode(), value.encode())
        for name, value in request.items()
        if name.startswith("HTTP_")
    ]
    query = request.get("QUERY_STRING", "").encode()
    method = request.get("REQUEST_METHOD", "GET")
    await app({"type": "http", "method": method, "query_string": query, "headers": headers}, receive, send)
    packed = (b"Content-Encoding", b"gzip") in sent[0]["headers"]
    return [sent[0], gzip.decompress(sent[1].pop("body")) if packed else sent[1].pop("body"), sent[1], len(sent)]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_answers_as_prometheus_client(meter: Meter, registry: CollectorRegistry, request_: dict[str, str]) -> None:
    """Status, headers and body are those of prometheus_client's own apps."""
    ours = _wsgi(watchspec.make_wsgi_app(registry), request_)
    assert ours == _wsgi(prometheus_client.make_wsgi_app(registry), request_)
    sent = asyncio.run(_asgi(watchspec.make_asgi_app(registry), request_))
    assert sent == asyncio.run(_asgi(prometheus_client.make_asgi_app(registry), request_))


def test_asgi_without_asyncio(meter: Meter, registry: CollectorRegistry) -> None:
    """On another event loop the metrics are rendered in place."""
    running = _asgi(watchspec.make_asgi_app(registry), {})
    with pytest.raises(StopIteration) as ended:
        running.send(None)
    assert EXPECTED in ended.value.value[1]


def test_asgi_renders_beside_the_loop(meter: Meter, registry: CollectorRegistry) -> None:
    """The event loop goes on while a slow collector is waited for, and no thread is left."""
    released = threading.Event()

    class Slow(Collector):
        def collect(self) -> Iterable[Metric]:
            assert released.wait(5), "the loop stood still"
            return ()

    async def scrape() -> list[Any]:
        scraping = asyncio.create_task(_asgi(watchspec.make_asgi_app(registry), {}))
        await asyncio.sleep(0.05)
        released.set()
        return await scraping

    registry.register(Slow())
    assert EXPECTED in asyncio.run(scrape())[1]
    for thread in threading.enumerate():
        if thread.name.startswith("watchspec-metrics"):
            thread.join(5)
            assert not thread.is_alive()


def test_broken_collector(meter: Meter, registry: CollectorRegistry) -> None:
    """The host's own failure reaches its server before anything was answered."""
    registry.register(Broken())
    with pytest.raises(LookupError, match="the host's"):
        _wsgi(watchspec.make_wsgi_app(registry), {})
    with pytest.raises(LookupError, match="the host's"):
        asyncio.run(_asgi(watchspec.make_asgi_app(registry), {}))


def test_http_server_is_on_loopback(meter: Meter, registry: CollectorRegistry) -> None:
    """Reachable from this machine alone unless told otherwise."""
    server, thread = watchspec.start_http_server(0, registry=registry)
    try:
        assert server.server_address[0] == "127.0.0.1"
        with urlopen(f"http://127.0.0.1:{server.server_port}/metrics", timeout=5) as answer:
            assert EXPECTED in answer.read()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert thread not in threading.enumerate()


def test_wsgi(meter: Meter, registry: CollectorRegistry) -> None:
    """For Flask, Django and their like."""
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    body = b"".join(watchspec.make_wsgi_app(registry)(environ, lambda status, headers: statuses.append(status)))
    assert statuses == ["200 OK"]
    assert EXPECTED in body


def test_asgi(meter: Meter, registry: CollectorRegistry) -> None:
    """For FastAPI, Starlette and their like."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/metrics", "query_string": b"", "headers": []}
    asyncio.run(watchspec.make_asgi_app(registry)(scope, receive, send))
    assert sent[0]["status"] == 200
    assert EXPECTED in sent[1]["body"]


def test_default_registry() -> None:
    """Without a registry, prometheus_client's own is served."""
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    body = b"".join(watchspec.make_wsgi_app()(environ, lambda *_: None))
    assert b"python_info" in body
