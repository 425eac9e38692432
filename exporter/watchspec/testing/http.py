"""The loopback provider's HTTP side: one thread per connection, standard library only."""

from __future__ import annotations

import json
import socket
import zlib
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from watchspec._internal.locks import new_lock
from watchspec.testing.answers.parts import Ask, Whole, refused
from watchspec.testing.contents import content
from watchspec.testing.delivery import GZIP, ChunkedBody, Delivery, Lost
from watchspec.testing.routes import deployment, route

if TYPE_CHECKING:
    from watchspec.testing.answers.parts import Answer, Stream
    from watchspec.testing.behaviour import Behaviour
    from watchspec.testing.provider import LoopbackProvider
    from watchspec.testing.routes import Route


class Server(ThreadingHTTPServer):
    """Listens for a `LoopbackProvider`."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, provider: LoopbackProvider) -> None:
        self.provider = provider
        self._open: set[socket.socket] = set()
        self._lock = new_lock()
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remembers the connection, so that it can be ended with the server."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forgets the connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Ends the connections that are still open; their threads close them."""
        with self._lock:
            waiting = tuple(self._open)
        for connection in waiting:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is no news."""


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    # Tokens are small packets: with Nagle's algorithm each would wait 40 ms for the last one's acknowledgement.
    disable_nagle_algorithm = True
    server: Server

    def do_POST(self) -> None:
        """Whatever spends tokens."""
        self._serve()

    def do_GET(self) -> None:
        """A response that is stored."""
        self._serve()

    def _serve(self) -> None:
        provider = self.server.provider
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        asked = content(body, self.headers.get("content-type", ""), query)
        if "model" not in asked:
            asked["model"] = deployment(path)
        found = route(self.command, path, provider.responses)
        behaviour = provider.choose(self.path, asked, found.operation)
        try:
            self._wait(behaviour.latency)
            self._answer(behaviour, asked, found)
        except (Lost, OSError):
            self.close_connection = True

    def _answer(self, behaviour: Behaviour, asked: dict[str, Any], found: Route) -> None:
        if behaviour.drop:
            raise Lost
        if behaviour.error is not None:
            answer: Answer = refused(behaviour.error)
        elif behaviour.reject_stream_options and "stream_options" in asked:
            answer = refused("bad_request", message="Unrecognized request argument supplied: stream_options")
        else:
            answer = found.answer(Ask(behaviour, asked, uuid4().hex))
        if isinstance(answer, Whole):
            self._send(answer, behaviour)
        else:
            self._stream(answer, behaviour)

    def _send(self, answer: Whole, behaviour: Behaviour) -> None:
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        packed = text.encode()
        if behaviour.gzip:
            packer = zlib.compressobj(wbits=GZIP)
            packed = packer.compress(packed) + packer.flush()
        self._head(answer.status, answer.content_type, behaviour)
        self.send_header("content-length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)

    def _head(self, status: int, content_type: str, behaviour: Behaviour) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("x-request-id", "req_loopback")
        if behaviour.gzip:
            self.send_header("content-encoding", "gzip")
        if behaviour.retry_after is not None:
            self.send_header("retry-after", behaviour.retry_after)
        for name, value in behaviour.all_headers().items():
            self.send_header(name, value)

    def _stream(self, stream: Stream, behaviour: Behaviour) -> None:
        self._head(200, stream.content_type, behaviour)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        body = ChunkedBody(self.wfile.write, gzip=behaviour.gzip)
        Delivery(stream, behaviour, body, self._wait).run()
        body.end()

    def _wait(self, seconds: float) -> None:
        if seconds > 0 and self.server.provider.stopping.wait(seconds):
            raise Lost

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Quiet: tests read what was served, not a log."""
