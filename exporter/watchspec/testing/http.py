"""The loopback provider's HTTP side: one thread per connection, standard library only."""

from __future__ import annotations

import json
import socket
import zlib
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import TYPE_CHECKING, Any

from watchspec.testing import answers
from watchspec.testing.behaviour import ERRORS, Behaviour

if TYPE_CHECKING:
    from watchspec.testing.provider import LoopbackProvider

GZIP = 16 + zlib.MAX_WBITS


class Lost(Exception):  # noqa: N818 - it is an event, not an error
    """The connection is to be lost now."""


class Server(ThreadingHTTPServer):
    """Listens for a `LoopbackProvider`."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, provider: LoopbackProvider) -> None:
        self.provider = provider
        self._open: set[socket.socket] = set()
        self._lock = Lock()
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
        """Chat completions and embeddings."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        request = json.loads(body or b"{}")
        behaviour = self.server.provider.choose(self.path, request)
        try:
            self._wait(behaviour.latency)
            self._answer(behaviour, request)
        except (Lost, OSError):
            self.close_connection = True

    def _answer(self, behaviour: Behaviour, request: dict[str, Any]) -> None:
        path = self.path.partition("?")[0]
        if behaviour.drop:
            raise Lost
        if behaviour.error is not None:
            self._send(ERRORS[behaviour.error].status, answers.error(behaviour.error), behaviour)
        elif behaviour.reject_stream_options and "stream_options" in request:
            refusal = answers.error("bad_request")
            refusal["error"] |= {"message": "Unrecognized request argument supplied: stream_options"}
            self._send(400, refusal, behaviour)
        elif path.endswith("/embeddings"):
            self._send(200, answers.embeddings(behaviour, request), behaviour)
        elif not path.endswith("/chat/completions"):
            self._send(404, answers.error("not_found"), behaviour)
        elif request.get("stream"):
            self._stream(behaviour, request)
        else:
            self._send(200, answers.completion(behaviour, request), behaviour)

    def _send(self, status: int, body: dict[str, Any], behaviour: Behaviour) -> None:
        content = json.dumps(body).encode()
        if behaviour.gzip:
            packer = zlib.compressobj(wbits=GZIP)
            content = packer.compress(content) + packer.flush()
        self._head(status, "application/json", behaviour)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _head(self, status: int, content_type: str, behaviour: Behaviour) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("x-request-id", "req_loopback")
        if behaviour.gzip:
            self.send_header("content-encoding", "gzip")
        if behaviour.retry_after is not None:
            self.send_header("retry-after", behaviour.retry_after)
        for name, value in behaviour.headers.items():
            self.send_header(name, value)

    def _stream(self, behaviour: Behaviour, request: dict[str, Any]) -> None:
        self._head(200, "text/event-stream", behaviour)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self._packer = zlib.compressobj(wbits=GZIP) if behaviour.gzip else None
        for chunk in answers.opening(behaviour, request):
            self._event(chunk)
        self._wait(behaviour.first_token)
        if self._tokens(behaviour, request):
            for chunk in answers.closing(behaviour, request):
                self._event(chunk)
            self._write(b"data: [DONE]\n\n")
        self._write(b"", last=True)
        self.wfile.write(b"0\r\n\r\n")

    def _tokens(self, behaviour: Behaviour, request: dict[str, Any]) -> bool:
        """Sends the content; False if the answer ends in the middle."""
        words = behaviour.words()
        for position in range(len(words) + 1):
            if behaviour.cut_after == position:
                raise Lost
            if behaviour.stall_after == position:
                self._wait(behaviour.stall)
            if behaviour.fail_after == position:
                self._event(answers.error("server"))
                return False
            if behaviour.end_after == position:
                return False
            if position < len(words):
                if position:
                    self._wait(behaviour.token_delay)
                self._event(answers.token(behaviour, request, words[position]))
        return True

    def _event(self, data: dict[str, Any]) -> None:
        self._write(b"data: " + json.dumps(data).encode() + b"\n\n")

    def _write(self, data: bytes, *, last: bool = False) -> None:
        if self._packer is not None:
            mode = zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH
            data = self._packer.compress(data) + self._packer.flush(mode)
        if data:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def _wait(self, seconds: float) -> None:
        if seconds > 0 and self.server.provider.stopping.wait(seconds):
            raise Lost

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Quiet: tests read what was served, not a log."""
