"""The service in docs/prefork.md, under the real uvicorn with two workers, which has no hooks for their end."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.exporter.prefork.served import Server

from watchspec import catalogue
from watchspec.testing import Behaviour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec.testing import LoopbackProvider

pytest.importorskip("uvicorn")
pytest.importorskip("fastapi")
PAGE = (Path(__file__).parents[3] / "docs" / "prefork.md").read_text(encoding="utf-8")


@pytest.fixture
def server(tmp_path: Path, provider: LoopbackProvider) -> Iterator[Server]:
    (service,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    (tmp_path / "service.py").write_text(service)
    folder = tmp_path / "metrics"
    folder.mkdir()
    command = ["uvicorn", "service:app", "--workers", "2", "--port", "0", "--app-dir", str(tmp_path)]
    with Server(command, folder, provider, r"running on http://127\.0\.0\.1:(\d+)") as running:
        yield running


def _has_replaced(server: Server, victim: int) -> bool:
    workers = server.workers()
    return victim not in workers and len(workers) == 2


def test_workers_that_are_killed(server: Server, provider: LoopbackProvider) -> None:
    """All answered calls are counted, and those under way in a worker that was killed are not in flight any more."""
    provider.behaviour = Behaviour(latency=0.02)
    drivers = [threading.Thread(target=server.ask, args=(30,)) for _ in range(4)]
    for driver in drivers:
        driver.start()
    for _ in range(3):
        time.sleep(0.3)
        victim = max(server.workers())
        os.kill(victim, signal.SIGKILL)
        server.until(partial(_has_replaced, server, victim))
        server.scrape()
    for driver in drivers:
        driver.join()
    server.until(lambda: server.in_flight() == 0)
    assert server.answered > 50
    assert server.answered <= server.calls() <= len(provider.served)
    assert server.files() <= 40
    before = server.calls()
    server.ask(5)
    assert server.calls() == before + 5


def test_sessions_of_workers_that_are_stopped(server: Server) -> None:
    """Open sessions are observed when their workers are stopped, here by the app's lifespan."""
    for number in range(20):
        server.get(f"/answer?session={number}")
    assert server.sum(catalogue.SESSION_COST.name + "_count") == 0
    for victim in server.workers():
        os.kill(victim, signal.SIGTERM)
        server.until(partial(_has_replaced, server, victim))
    assert server.sum(catalogue.SESSION_COST.name + "_count") == 20
