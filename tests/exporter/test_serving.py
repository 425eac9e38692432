"""Three ways to serve the metrics."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen
from wsgiref.util import setup_testing_defaults

import watchspec
from watchspec import catalogue

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from tests.exporter.conftest import Meter

EXPECTED = f"# HELP {catalogue.REQUESTS.name} ".encode()


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
