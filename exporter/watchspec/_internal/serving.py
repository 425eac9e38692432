"""`/metrics`: an HTTP server of its own, or an app for the one the host has.

prometheus_client's own apps answer, over a registry that shows them nothing; the body is then rendered by us.
So methods, negotiation, filters and compression stay theirs.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import prometheus_client
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from watchspec._internal import prefork
from watchspec._internal.collectors import ledger_of, safety_of
from watchspec._internal.rendering import encode, merges_workers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from threading import Thread
    from wsgiref.simple_server import WSGIServer

    from prometheus_client.metrics_core import Metric


GZIP_LEVEL = 1
"""A tenth of the time that gzip's own level takes, which is more than that of rendering; a third more bytes."""


def before_scrape(registry: CollectorRegistry) -> None:
    """Counts what is still waiting to be counted, where the collector that does so is not asked.

    So it is with a look at single metrics, and where a prefork server's merged files are served.
    """
    try:
        # A registry that merges files counts nothing itself.
        ledger_of(REGISTRY if _is_merging(registry) else registry).drain(scrape=True)
    except Exception:  # noqa: BLE001 - nothing of ours may keep the host from its metrics
        safety_of(registry).failed("drain")


def shown(registry: CollectorRegistry) -> CollectorRegistry:
    """What is served for `registry`: itself, or in multiprocess mode what all workers have counted.

    A registry that has prometheus_client's collector for that mode is what the host wants to be served.
    """
    if not prefork.is_on() or _is_merging(registry):
        return registry
    from watchspec._internal.prefork.merged import merged_registry  # noqa: PLC0415 - only prefork servers need it

    return merged_registry()


def _restricted(served: CollectorRegistry, names: Iterable[str], *, is_ours: bool) -> Any:
    if not is_ours:
        return served.restricted_registry(names)
    from watchspec._internal.prefork.merged import Restricted  # noqa: PLC0415 - only prefork servers need it

    return Restricted(served, names)


def _is_merging(registry: CollectorRegistry) -> bool:
    with registry._lock:  # noqa: SLF001 - prometheus_client has no public way to ask for the collectors
        return any(map(merges_workers, registry._collector_to_names))  # noqa: SLF001 - as above


class _Asked(Collector):
    """In place of the registry for one request: notes what of it is asked for."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._names: Iterable[str] | None = None
        self.is_collected = False

    def restricted_registry(self, names: Iterable[str]) -> _Asked:
        self._names = names
        return self

    def collect(self) -> Iterable[Metric]:
        self.is_collected = True
        return ()

    def body(self, accept: str, headers: Iterable[tuple[Any, Any]]) -> bytes:
        """What the app would have answered, given its headers."""
        served: Any = shown(self._registry)
        if self._names is not None:
            served = _restricted(served, self._names, is_ours=served is not self._registry)
        if prefork.is_on() or self._names is not None:
            before_scrape(self._registry)
        plain = encode(served, choose_encoder(accept)[0], self._registry)
        packed = any(_text(name).lower() == "content-encoding" and _text(value) == "gzip" for name, value in headers)
        return gzip.compress(plain, GZIP_LEVEL) if packed else plain


def start_http_server(
    port: int, addr: str = "127.0.0.1", registry: CollectorRegistry | None = None
) -> tuple[WSGIServer, Thread]:
    """Serves `/metrics` from a daemon thread; on loopback unless `addr` says otherwise.

    Returns the server (`server_port`, `shutdown()`, `server_close()`) and its thread.

    Raises:
        OSError: the port is taken.
    """
    server, thread = prometheus_client.start_http_server(port, addr, registry or REGISTRY)
    server.set_app(make_wsgi_app(registry))
    return server, thread


def make_wsgi_app(registry: CollectorRegistry | None = None) -> Any:
    """A WSGI app that answers with the metrics, in a prefork server with those of all workers."""
    prefork.join()

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = _Asked(registry or REGISTRY)
        started: list[Any] = []
        body = prometheus_client.make_wsgi_app(asked)(environ, lambda *answer: started.extend(answer))
        status, headers = started
        if asked.is_collected:
            body = [asked.body(environ.get("HTTP_ACCEPT", ""), headers)]
        start_response(status, headers)
        return body  # type: ignore[no-any-return]  # a list of bytes either way

    return app


def make_asgi_app(registry: CollectorRegistry | None = None) -> Any:
    """An ASGI app that answers with the metrics, in a prefork server with those of all workers.

    On asyncio they are rendered beside the event loop.
    """
    prefork.join()

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        asked = _Asked(registry or REGISTRY)
        accept = ",".join(_text(value) for name, value in scope.get("headers", ()) if _text(name).lower() == "accept")
        start: dict[str, Any] = {}

        async def answer(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if asked.is_collected:
                message = {**message, "body": await _beside_the_loop(asked, accept, start["headers"])}
            await send(start)
            await send(message)

        await prometheus_client.make_asgi_app(asked)(scope, receive, answer)

    return app


async def _beside_the_loop(asked: _Asked, accept: str, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    import asyncio  # noqa: PLC0415 - only hosts of ASGI need it, and they have it
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - as above

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return asked.body(accept, headers)
    # A thread of its own: those of the loop may all be waiting for models, just when the metrics matter.
    thread = ThreadPoolExecutor(1, "watchspec-metrics")
    try:
        return await loop.run_in_executor(thread, asked.body, accept, headers)
    finally:
        thread.shutdown(wait=False)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
