"""The small programs that docker-compose.yml runs beside the service, as processes."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

from watchspec import catalogue
from watchspec_generators.edge import http
from watchspec_generators.edge.processes import Server, free_port

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


def _eventually(seen: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while not seen() and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen()


def _said(log: Path, words: str) -> bool:
    return words in log.read_text()


def test_the_sink_prints_what_it_is_told(tmp_path: Path) -> None:
    """One line for a webhook's notification, one for a mail, one for what the real service would refuse."""
    web, mail, log = free_port(), free_port(), tmp_path / "log"
    env = {**os.environ, "HTTP_PORT": str(web), "SMTP_PORT": str(mail)}
    argv = [sys.executable, "-m", "watchspec_generators.demo.sink"]
    with log.open("wb") as output, subprocess.Popen(argv, env=env, stdout=output, stderr=output) as sink:
        try:
            assert _eventually(lambda: _listens(mail)), log.read_text()
            with pytest.raises(http.Unreachable):
                http.post_json(f"http://127.0.0.1:{web}/slack/team", {"nothing": "that Slack takes"})
            with smtplib.SMTP("127.0.0.1", mail, timeout=10) as client:
                client.sendmail("a@example.com", ["b@example.com"], "Subject: [FIRING:1] Slow\r\n\r\nToo slow\r\n")
            assert _eventually(lambda: _said(log, "refused slack") and _said(log, "email b@example.com")), (
                log.read_text()
            )
        finally:
            sink.terminate()
        assert sink.wait(timeout=20) == 0


def _listens(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5):
            return True
    except OSError:
        return False


def test_traffic_reaches_the_service(tmp_path: Path) -> None:
    """Every chat model and feature of exporter.json is called, until SIGTERM."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    config = str(ROOT / "exporter/exporter.json")
    env = {"PORT": str(port), "WATCHSPEC_CONFIG": config, "OPENAI_BASE_URL": ""}
    service = [sys.executable, "-m", "watchspec_generators.demo.service"]
    caller = [sys.executable, "-m", "watchspec_generators.demo.caller"]
    called = {**os.environ, **env, "WATCHSPEC_SERVICE": f"127.0.0.1:{port}", "CALLS_PER_SECOND": "20"}
    with (
        Server(service, log=tmp_path / "log", ready_url=f"{url}/healthz", env=env),
        subprocess.Popen(caller, env=called) as traffic,
    ):
        try:
            assert _eventually(lambda: _succeeded(http.get_json(f"{url}/metrics")) >= 12)
        finally:
            traffic.terminate()
        assert traffic.wait(timeout=20) == 0


class _Receiver(BaseHTTPRequestHandler):
    """Takes spans as a collector does, and remembers where to they were sent."""

    paths: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.paths.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing is logged."""


def test_the_service_sends_its_spans(tmp_path: Path) -> None:
    """With OpenTelemetry's endpoint set, the spans of a call that failed arrive there."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with ThreadingHTTPServer(("127.0.0.1", 0), _Receiver) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        env = {
            "PORT": str(port),
            "WATCHSPEC_CONFIG": str(ROOT / "exporter/exporter.json"),
            "OPENAI_BASE_URL": f"http://127.0.0.1:{free_port()}/v1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{receiver.server_port}",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        argv = [sys.executable, "-m", "watchspec_generators.demo.service"]
        with Server(argv, log=tmp_path / "log", ready_url=f"{url}/healthz", env=env):
            # Its provider does not answer: failed calls are always kept.
            with pytest.raises(http.Unreachable, match="answered 502"):
                http.post_json(f"{url}/ask", {"question": "?", "feature": "support_chat", "model": "gpt-4o"})
            assert _eventually(lambda: bool(_Receiver.paths)), (tmp_path / "log").read_text()
        receiver.shutdown()
        thread.join()
    assert set(_Receiver.paths) == {"/v1/traces"}


def _succeeded(metrics: str) -> int:
    lines = (line for line in metrics.splitlines() if line.startswith(f"{catalogue.REQUESTS.name}{{"))
    return sum(round(float(line.rpartition(" ")[2])) for line in lines if 'outcome="success"' in line)


def test_a_provider_of_the_users_is_not_called() -> None:
    """Traffic on a real provider would cost money: it ends at once and says why."""
    env = {**os.environ, "OPENAI_BASE_URL": "https://api.example.com/v1"}
    argv = [sys.executable, "-m", "watchspec_generators.demo.caller"]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "calling nobody" in done.stdout) == (0, True)
