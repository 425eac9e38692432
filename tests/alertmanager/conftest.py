"""A real Alertmanager with the generated configuration, and somebody who receives what it sends."""

from __future__ import annotations

import email
import email.policy
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

from watchspec_generators.alertmanager import PATH
from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.edge.http import alertmanager_alerts, alertmanager_groups, post_json
from watchspec_generators.edge.processes import free_port
from watchspec_generators.edge.servers import start_alertmanager
from watchspec_generators.steps import alertmanager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from watchspec_generators.edge.tools import Line
    from watchspec_generators.model import Monitoring

_PATIENCE = 20.0


@dataclass
class Post:
    """Everything that arrived: HTTP bodies with their path, and mails."""

    bodies: list[tuple[str, Any]] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    def to(self, path: str, mention: str = "") -> list[Any]:
        """The bodies posted to `path` that mention a text."""
        return [body for where, body in list(self.bodies) if where == path and mention in json.dumps(body)]


@dataclass(frozen=True)
class Rehearsal:
    """A running Alertmanager and its post."""

    url: str
    post: Post

    def tell(self, *alerts: dict[str, Any]) -> None:
        """Hand alerts to Alertmanager, as Prometheus does."""
        post_json(f"{self.url}/api/v2/alerts", list(alerts))

    def alerts(self) -> list[dict[str, Any]]:
        """What Alertmanager holds."""
        return alertmanager_alerts(self.url)

    def groups(self) -> list[dict[str, Any]]:
        """The same by group, with who is muted."""
        return alertmanager_groups(self.url)


@contextmanager
def mailbox(post: Post) -> Iterator[str]:
    """A mail server that keeps what it gets; yields its address."""

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
            post.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            return "250 Message accepted for delivery"

    controller = Controller(Handler(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@contextmanager
def listener(post: Post) -> Iterator[str]:
    """An HTTP server that keeps what it gets; yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            post.bodies.append((self.path, json.loads(body)))
            self.send_response(202 if self.path == "/v2/enqueue" else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Requests are kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def rehearsal(monitoring: Monitoring, post: Post, folder: Path, line: Line = "current") -> Iterator[Rehearsal]:
    """Alertmanager on what is generated from `monitoring`, until the block ends."""
    write_artefacts(folder, {artefact.path: artefact.text for artefact in alertmanager.build(monitoring)})
    port = free_port()
    server = start_alertmanager(folder / PATH, folder / "data", port, line=line)
    try:
        yield Rehearsal(server.url, post)
    finally:
        server.stop()


def until(what: Callable[[], Any]) -> Any:
    """What `what` returns once that is something; fails after a while."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"nothing came within {_PATIENCE:g} s")


def firing(sample: dict[str, Any], **labels: str) -> dict[str, Any]:
    """A sample alert as Prometheus would post it now, with other labels."""
    return {
        "labels": {**sample["labels"], **labels},
        "annotations": sample["annotations"],
        "startsAt": datetime.now(timezone.utc).isoformat(),
        "generatorURL": "http://prometheus:9090/graph",
    }


def over(alert: dict[str, Any]) -> dict[str, Any]:
    """The same alert, resolved now."""
    return {**alert, "endsAt": datetime.now(timezone.utc).isoformat()}
