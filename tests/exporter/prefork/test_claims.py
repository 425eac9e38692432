"""Whether a worker lives is known by its lock, whatever way it ends and whatever becomes of its id."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from prometheus_client import values

from watchspec._internal.prefork import claims, hooks
from watchspec._internal.prefork.claims import Census
from watchspec._internal.prefork.names import names_in
from watchspec._internal.safety import forget_logged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[[str], subprocess.Popen[str]]

CLAIM = """
import os, signal, sys
from prometheus_client import Counter
from watchspec._internal.prefork.claims import claim
claim()
"""
WAIT = """
print(os.getpid(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a process that uses the directory; it ends with its standard input."""
    started: list[subprocess.Popen[str]] = []

    def run(script: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", script],
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _census(folder: Path) -> tuple[set[str], set[str]]:
    census = Census(folder, names_in(folder))
    return census.living, census.dead


def _until(folder: Path, living: set[str], dead: set[str]) -> None:
    end = time.monotonic() + 10
    while _census(folder) != (living, dead) and time.monotonic() < end:
        time.sleep(0.01)
    assert _census(folder) == (living, dead)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_life_and_death(start: Start, tmp_path: Path, how: signal.Signals) -> None:
    """A process lives until it ends, and is dead from then on."""
    process = start(CLAIM + WAIT)
    pid = _said(process)
    assert _census(tmp_path) == ({pid}, set())
    process.send_signal(how)
    process.wait()
    assert _census(tmp_path) == (set(), {pid})


def test_forked_workers_claim_for_themselves(start: Start, tmp_path: Path) -> None:
    """With the app loaded before the fork, each worker lives and dies by itself, and the master lives on."""
    fork = """
children = []
for _ in range(2):
    child = os.fork()
    if not child:
        signal.pause()
    children.append(child)
print(*children)
"""
    process = start(CLAIM + fork + WAIT)
    one, two = _said(process).split()
    master = _said(process)
    _until(tmp_path, {master, one, two}, set())
    os.kill(int(one), signal.SIGKILL)
    # The master does not wait for it: the child is dead though its id is still taken.
    _until(tmp_path, {master, two}, {one})


def test_fork_takes_away_gauges_of_an_earlier_process(start: Start, tmp_path: Path) -> None:
    """What is in a new process's live gauges before it has set them is not its own; counters go on."""
    # The id is known only in the child: the files are laid there, before our own hook runs.
    lay = """
import os
from pathlib import Path
folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
def lay():
    for kind in ("counter", "gauge_livesum", "gauge_liveall", "gauge_sum"):
        (folder / f"{kind}_{os.getpid()}.db").touch()
os.register_at_fork(after_in_child=lay)
"""
    fork = """
if not os.fork():
    print(sorted(path.name.replace(str(os.getpid()), "PID") for path in folder.glob("*.db")), flush=True)
    os._exit(0)
os.wait()
"""
    process = start(lay + CLAIM + fork + WAIT)
    assert _said(process) == "['counter_PID.db', 'gauge_sum_PID.db']"


def test_a_scrape_keeps_the_own_claim(start: Start, tmp_path: Path) -> None:
    """Looking at all claims does not give up the own one; the lock is still held afterwards."""
    look = """
from pathlib import Path
from watchspec._internal.prefork.claims import Census
from watchspec._internal.prefork.names import names_in
folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
for _ in range(3):
    census = Census(folder, names_in(folder))
claim()
print(sorted(census.living) == [str(os.getpid())], len(names_in(folder)))
"""
    process = start(CLAIM + look + WAIT)
    assert _said(process) == "True 1"
    pid = _said(process)
    assert _census(tmp_path) == ({pid}, set())


def test_reused_id(start: Start, tmp_path: Path) -> None:
    """An earlier process had the same id: the id lives, the old claim has ended."""
    process = start(CLAIM + WAIT)
    pid = _said(process)
    old = tmp_path / f"watchspec_{pid}_1.alive"
    old.touch()
    census = Census(tmp_path, names_in(tmp_path))
    assert (census.living, census.dead, census.ended) == ({pid}, set(), [old])


def test_other_numbers_than_process_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the host names the files after numbers of its own, nobody is declared dead by a process id."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setattr(values, "ValueClass", values.MultiProcessValue(lambda: 1))  # type: ignore[no-untyped-call]  # it has no types
    claims.claim()
    assert names_in(tmp_path) == []


def test_outside_multiprocess_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is claimed by a process whose values are in memory."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    claims.claim()
    assert names_in(tmp_path) == []


def test_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """On a file system that knows no locks nobody is declared dead, the log says so, and no file is left."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    forget_logged()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setattr(values, "ValueClass", values.MultiProcessValue())  # type: ignore[no-untyped-call]  # it has no types
    monkeypatch.setattr(fcntl, "lockf", refuse)
    for _ in range(2):
        claims.claim()
    assert names_in(tmp_path) == []
    assert caplog.text.count("whether a worker lives cannot be told") == 1


def test_directory_that_is_not_there(start: Start, tmp_path: Path) -> None:
    """The host is told once, in the log, and goes on."""
    process = start(CLAIM.replace("claim()\n", 'os.environ["PROMETHEUS_MULTIPROC_DIR"] += "/none"\nclaim()\n') + WAIT)
    assert _said(process).isdigit()
    assert names_in(tmp_path) == []


class TestCleanStart:
    """The directory is emptied at the server's start, and only then."""

    @pytest.fixture(autouse=True)
    def _not_yet(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "made" / "here"))
        monkeypatch.setattr(hooks._Once, "cleaned", None)

    def _left(self, folder: Path, *pids: int) -> set[str]:
        names = {f"counter_{pids[0]}.db", f"watchspec_{pids[0]}_1.alive", f"watchspec_{pids[0]}_1.exemplars"}
        names |= {f"gauge_all_{pid}.db" for pid in pids} | {"histogram_merged.db", "counter_5.17.dead", "README"}
        names |= {"watchspec_gauge_max.tmp", "watchspec_7_8.making"}
        for name in names:
            (folder / name).touch()
        return names

    def test_an_earlier_run_is_forgotten(self, tmp_path: Path) -> None:
        """All that is ours or prometheus_client's goes, nothing else does."""
        folder = tmp_path / "made" / "here"
        assert hooks.clean_start()
        self._left(folder, 5_000_001, 5_000_002)
        hooks._Once.cleaned = None
        hooks.on_starting(None)
        assert set(names_in(folder)) == {"README", "watchspec.lock"}

    def test_once(self, tmp_path: Path) -> None:
        """A reload reads the configuration again; what workers have counted by then stays."""
        folder = tmp_path / "made" / "here"
        assert hooks.clean_start()
        left = self._left(folder, 5_000_001)
        assert not hooks.clean_start()
        assert left <= set(names_in(folder))

    def test_directory_in_use(self, tmp_path: Path, start: Start) -> None:
        """Somebody checks the configuration while the server runs, or a new master takes over."""
        process = start(CLAIM + WAIT)
        _said(process)
        left = self._left(tmp_path, 5_000_001)
        assert not hooks.clean_start(tmp_path)
        assert left <= set(names_in(tmp_path))
        process.kill()
        process.wait()
        assert hooks.clean_start(tmp_path)
        assert set(names_in(tmp_path)) == {"README", "watchspec.lock"}

    def test_app_that_is_loaded_already(self, start: Start, tmp_path: Path) -> None:
        """With preload_app the master's own metrics are there before the hook is called; they stay."""
        script = CLAIM + "Counter('calls', '').inc()\nfrom watchspec.prefork import clean_start\nprint(clean_start())\n"
        self._left(tmp_path, 5_000_001)
        process = start(script + WAIT)
        assert _said(process) == "True"
        pid = _said(process)
        left = {name.replace(pid, "PID") for name in names_in(tmp_path) if not name.endswith(".alive")}
        assert left == {"README", "watchspec.lock", "counter_PID.db"}

    def test_no_directory_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server that is not in multiprocess mode."""
        monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
        assert not hooks.clean_start()

    def test_it_cannot_be_made(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        """The server starts all the same, and the log says what is wrong."""
        (tmp_path / "file").touch()
        assert not hooks.clean_start(tmp_path / "file" / "folder")
        assert "NotADirectoryError" in caplog.text
