"""A server on loopback that answers each request with given bytes: for what only unusual providers say."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.send_header("content-type", self.server.content_type)
        self.send_header("content-length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    content = b"{}"
    content_type = "application/json"

    def __init__(self) -> None:
        self.asked: list[Any] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class Verbatim:
    """Use it in a `with` block; `answer` or `events` say what comes."""

    def __init__(self) -> None:
        self._server = _Server()
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Base URL for a client."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def asked(self) -> list[Any]:
        """Bodies of the requests so far."""
        return self._server.asked

    def answer(self, body: Any) -> None:
        """Answers with JSON."""
        self._server.content, self._server.content_type = json.dumps(body).encode(), "application/json"

    def events(self, *bodies: Any, done: bool = True) -> None:
        """Answers with a stream of events."""
        texts = [json.dumps(body) for body in bodies] + ["[DONE]"] * done
        self._server.content = "".join(f"data: {text}\n\n" for text in texts).encode()
        self._server.content_type = "text/event-stream"

    def __enter__(self) -> Verbatim:  # noqa: PYI034 - typing.Self begins with Python 3.11
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
