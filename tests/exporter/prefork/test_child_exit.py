"""A server says that a worker has ended; so also workers that never used watchspec are known to be dead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.exporter.prefork.conftest import CALLS, GONE, Fleet

from watchspec._internal.prefork.names import names_in
from watchspec.prefork import child_exit, worker_ended

if TYPE_CHECKING:
    import pytest

WORK = """
import os, sys
from prometheus_client import Counter
from watchspec._internal.prefork.claims import claim
Counter("calls", "Calls", ("z", "a")).labels("x", "y").inc(2)
claim()
print(os.getpid(), flush=True)
sys.stdin.read()
"""


def _ended(pid: int) -> None:
    """As gunicorn calls it."""
    child_exit(SimpleNamespace(), SimpleNamespace(pid=pid))


def test_worker_without_watchspec(fleet: Fleet) -> None:
    """Its gauges are gone at once, and what it counted is merged at the next scrape."""
    worker = fleet.worker(GONE)
    worker.counter.labels("x", "y").inc(3)
    worker.gauges["livesum"].labels("x", "y").set(1)
    worker.gauges["max"].labels("x", "y").set(1)
    worker.end()
    fleet.workers.clear()
    _ended(GONE)
    assert f"gauge_livesum_{GONE}.db" not in fleet.names()
    assert fleet.value(CALLS) == 3
    assert fleet.names() == {"watchspec.lock", "counter_merged.db", "gauge_max_merged.db"}


def test_worker_with_a_claim(fleet: Fleet) -> None:
    """Its exemplars go at once; it needs no second claim."""
    fleet.dies(fleet.worker(GONE))
    (fleet.folder / f"watchspec_{GONE}_1.exemplars").touch()
    _ended(GONE)
    assert {name for name in fleet.names() if name.startswith("watchspec")} == {f"watchspec_{GONE}_1.alive"}


def test_worker_without_files(fleet: Fleet) -> None:
    """Nothing is left of a worker that counted nothing."""
    _ended(GONE)
    assert fleet.names() == set()


def test_no_directory(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A server that is not in multiprocess mode, or whose directory is gone, goes on; only the log says so."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "/none/of/this/name")
    _ended(GONE)
    assert "a worker's end was not noted: FileNotFoundError" in caplog.text


def test_id_of_an_earlier_worker(fleet: Fleet) -> None:
    """A new worker has the id of a dead one: its files stay its own until it ends too, and every call counts once."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(fleet.folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    pid = process.stdout.readline().strip()
    (fleet.folder / f"watchspec_{pid}_1.alive").touch()
    assert fleet.value(CALLS) == 2
    assert f"counter_{pid}.db" in fleet.names()
    assert len(fleet.names(".alive")) == 1
    process.send_signal(signal.SIGKILL)
    process.communicate()
    worker_ended(int(pid))
    assert fleet.value(CALLS) == 2
    assert set(names_in(fleet.folder)) == {"watchspec.lock", "counter_merged.db"}
