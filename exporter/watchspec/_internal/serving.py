"""`/metrics`: an HTTP server of its own, or an app for the one the host has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import prometheus_client
from prometheus_client import REGISTRY, CollectorRegistry

if TYPE_CHECKING:
    from threading import Thread
    from wsgiref.simple_server import WSGIServer


def start_http_server(
    port: int, addr: str = "127.0.0.1", registry: CollectorRegistry | None = None
) -> tuple[WSGIServer, Thread]:
    """Serves `/metrics` from a daemon thread; on loopback unless `addr` says otherwise.

    Returns the server (`server_port`, `shutdown()`, `server_close()`) and its thread.

    Raises:
        OSError: the port is taken.
    """
    return prometheus_client.start_http_server(port, addr, registry or REGISTRY)


def make_wsgi_app(registry: CollectorRegistry | None = None) -> Any:
    """A WSGI app that answers with the metrics."""
    return prometheus_client.make_wsgi_app(registry or REGISTRY)


def make_asgi_app(registry: CollectorRegistry | None = None) -> Any:
    """An ASGI app that answers with the metrics."""
    return prometheus_client.make_asgi_app(registry or REGISTRY)
