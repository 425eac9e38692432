"""The HTTP side of the sink: one server that speaks for every kind of receiver but mail, by path."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from watchspec_generators.demo.sink import discord, msteams, opsgenie, pagerduty, slack, telegram, webhook
from watchspec_generators.demo.sink.answer import Answer
from watchspec_generators.demo.sink.delivery import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self

    from watchspec_generators.demo.sink.delivery import Inbox, Protocol

HOST = "127.0.0.1"
_LARGEST = 1_000_000
_NOT_FOUND = Answer(404, '{"error": "no such service here"}')
_SERVICES: dict[str, tuple[Protocol, Callable[[bytes, str, float], Answer]]] = {
    opsgenie.PREFIX: ("opsgenie", opsgenie.answer),
    slack.PREFIX: ("slack", slack.answer),
    msteams.PREFIX: ("msteams", msteams.answer),
    msteams.CONNECTOR_PREFIX: ("msteams_connector", msteams.connector_answer),
    discord.PREFIX: ("discord", discord.answer),
    telegram.PREFIX: ("telegram", telegram.answer),
    webhook.PREFIX: ("webhook", webhook.answer),
}


class HttpSink:
    """A running server on `port` (0: any free one); what it accepts goes into `inbox`."""

    def __init__(self, inbox: Inbox, port: int = 0, host: str = HOST) -> None:
        self._server = _Server(inbox, host, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sink-http", daemon=True)

    @property
    def url(self) -> str:
        """Base URL."""
        return f"http://{HOST}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, inbox: Inbox, host: str, port: int) -> None:
        self.inbox = inbox
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LARGEST:
            self.close_connection = True
            self._send(Answer(411, '{"error": "a body of known and moderate length is needed"}'))
            return
        at = time.time()
        protocol, answer = respond(self.path, self.rfile.read(int(length)), at)
        if answer.delivery is not None:
            self.server.inbox.add(answer.delivery)
        elif protocol is not None and answer.status >= 400:  # noqa: PLR2004 - HTTP's own border of errors
            self.server.inbox.add(Refusal(at, protocol, answer.body))
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Requests are shown by the demo, not by the server."""


def respond(path: str, body: bytes, at: float) -> tuple[Protocol | None, Answer]:
    """Which service `path` belongs to, and what that service says."""
    if path == pagerduty.PATH:
        return "pagerduty", pagerduty.answer(body, at)
    for prefix, (protocol, answer) in _SERVICES.items():
        if path.startswith(prefix):
            return protocol, answer(body, path.removeprefix(prefix), at)
    return None, _NOT_FOUND
