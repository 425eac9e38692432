"""Tests of watchspec_generators.edge.guard."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from watchspec_generators.edge.guard import Guard

_OWNER = """
import subprocess, sys, time
from watchspec_generators.edge.guard import Guard
server = subprocess.Popen(sys.argv[1:], start_new_session=True)
guard = Guard(server.pid)
print(server.pid, flush=True)
time.sleep(60)
"""
_DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


def _ends(pid: int, within: float) -> bool:
    deadline = time.monotonic() + within
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # where nobody collects orphans, an ended one stays in the table


@pytest.mark.parametrize(
    ("server", "within"),
    [(["sleep", "60"], 3), ([sys.executable, "-c", _DEAF], 9)],
    ids=["hears", "deaf"],
)
def test_server_ends_when_its_owner_is_killed(server: list[str], within: float) -> None:
    """Not even kill -9 of the owner leaves an orphan behind, nor does a server that ignores SIGTERM."""
    with subprocess.Popen([sys.executable, "-c", _OWNER, *server], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        pid = int(next(line for line in owner.stdout if line.strip()))
        assert _runs(pid)
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        assert _ends(pid, within)


def test_server_lives_on_when_the_thread_that_started_it_ends() -> None:
    """Servers may be started from short-lived threads, and are let go without a signal."""
    held: list[tuple[subprocess.Popen[bytes], Guard]] = []

    def start() -> None:
        server = subprocess.Popen(["sleep", "60"])
        held.append((server, Guard(server.pid)))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    ((server, guard),) = held
    guard.release()
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(0.3)
    finally:
        server.kill()
        server.wait()


def test_release_ends_the_watcher() -> None:
    """Nothing of the guard stays after its release, and a second release does nothing."""
    with subprocess.Popen(["sleep", "60"]) as server:
        guard = Guard(server.pid)
        watcher = guard.watcher
        assert _runs(watcher)
        guard.release()
        guard.release()
        server.kill()
    assert not _runs(watcher)
