"""The recipe in examples/, under the real gunicorn: workers come and go, the counters only go up."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.exporter.prefork.served import Server

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytest.importorskip("gunicorn")
pytest.importorskip("flask")
EXAMPLES = Path(__file__).parents[3] / "examples"
MOST_FILES = 40
"""Of two workers and of those that have died: about seven files each, of all the kinds that our metrics have."""


@pytest.fixture
def start(tmp_path: Path, provider: LoopbackProvider) -> Iterator[Callable[..., Server]]:
    """Starts gunicorn with the example's configuration on a free port, and further options."""
    running: list[Server] = []

    def begin(*options: str) -> Server:
        config = ["--config", str(EXAMPLES / "gunicorn.conf.py"), "--chdir", str(EXAMPLES), "--bind", "127.0.0.1:0"]
        command = ["gunicorn", *config, *options, "gunicorn_app:app"]
        server = Server(command, tmp_path / "metrics", provider, r"Listening at: http://127\.0\.0\.1:(\d+)")
        running.append(server.__enter__())
        return server

    yield begin
    for server in running:
        server.__exit__(None, None, None)


def _kill_one(server: Server, how: signal.Signals) -> None:
    victim = max(server.workers())
    os.kill(victim, how)
    server.until(lambda: victim not in server.workers())


@pytest.mark.parametrize("preload", [False, True])
def test_workers_that_are_killed(start: Callable[..., Server], provider: LoopbackProvider, preload: bool) -> None:
    """In the midst of calls: all that were answered are counted, none twice, and none stays in flight."""
    provider.behaviour = Behaviour(latency=0.01)
    server = start(*(["--preload"] if preload else []))
    drivers = [threading.Thread(target=server.ask, args=(60,)) for _ in range(4)]
    for driver in drivers:
        driver.start()
    most = 0
    for number in range(6):
        time.sleep(0.3)
        _kill_one(server, signal.SIGKILL if number % 2 else signal.SIGTERM)
        most = max(most, server.files())
        server.scrape()
    for driver in drivers:
        driver.join()
    server.until(lambda: server.in_flight() == 0)
    assert server.answered > 100
    assert server.answered <= server.calls() <= len(provider.served)
    assert server.total(catalogue.INTERNAL_ERRORS) == 0
    assert most <= MOST_FILES


def test_workers_that_are_recycled(start: Callable[..., Server], provider: LoopbackProvider) -> None:
    """With max_requests every call is counted once, over many workers, and the files stay as many."""
    server = start("--max-requests", "5", "--max-requests-jitter", "0", "--workers", "1")
    seen = set()
    for _ in range(8):
        server.ask(5)
        seen |= server.workers()
        assert server.calls() == len(provider.served) == server.answered
        assert server.files() <= MOST_FILES
    assert len(seen) > 5
    assert server.in_flight() == 0


SERVICE = """
from flask import Flask
from openai import OpenAI
from werkzeug.middleware.dispatcher import DispatcherMiddleware
import watchspec

watchspec.instrument()
app = Flask(__name__)
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/metrics": watchspec.make_wsgi_app()})
client = OpenAI()

@app.get("/answer/<session>")
def answer(session):
    with watchspec.context(session_id=session):
        return client.chat.completions.create(model="gpt-4o-mini", messages=[]).choices[0].message.content
"""


@pytest.mark.parametrize("options", [(), ("--preload",), ("--threads", "1")])
def test_sessions_of_workers_that_are_stopped(
    start: Callable[..., Server], tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Open sessions are observed as their workers exit, each once; nothing has to be configured for that."""
    (tmp_path / "gunicorn_app.py").write_text(SERVICE, encoding="utf-8")
    server = start("--chdir", str(tmp_path), *options)
    for number in range(10):
        server.get(f"/answer/{number}")
    count = catalogue.SESSION_COST.name + "_count"
    assert server.sum(count) == 0
    for victim in server.workers():
        os.kill(victim, signal.SIGTERM)
        server.until(partial(_is_gone, server, victim))
    server.until(lambda: server.sum(count) == 10)


def _is_gone(server: Server, victim: int) -> bool:
    return victim not in server.workers()


def test_hang_up(start: Callable[..., Server], provider: LoopbackProvider) -> None:
    """The master reads its configuration again and replaces all workers; nothing is forgotten."""
    server = start()
    server.ask(10)
    before = server.workers()
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: not before & server.workers())
    server.ask(10)
    assert server.calls() == 20


def test_restart(start: Callable[..., Server], tmp_path: Path) -> None:
    """A new server on the same directory begins at 0, even if the old one was killed."""
    first = start()
    first.ask(3)
    assert first.calls() == 3
    workers = first.workers()
    first.process.kill()
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    first.process.wait()
    second = start()
    assert second.calls() == 0
    second.ask(2)
    assert second.calls() == 2
