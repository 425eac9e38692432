"""Merging that is broken off, in the way of other scrapes, or on a full disk: every call is still counted once."""

from __future__ import annotations

import errno
import subprocess
import sys
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.prefork.conftest import CALLS, GONE, Fleet, busy

from watchspec._internal.prefork import guard, sweeping

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGES = 22
"""To merge two workers: of three kinds, two renamed, one written, replaced, two deleted; then claims and exemplars."""


class Killed(BaseException):
    """The process ends here."""


def _ended_at(step: int, patch: pytest.MonkeyPatch) -> None:
    """Lets the process end before its `step`th change of the directory."""
    left = count(step, -1)

    def ending(change: Callable[..., Any]) -> Callable[..., Any]:
        def perhaps(path: Path, *arguments: Any, **options: Any) -> Any:
            if next(left) <= 0:
                raise Killed
            return change(path, *arguments, **options)

        return perhaps

    for name in ("rename", "replace", "unlink", "write_bytes"):
        patch.setattr(Path, name, ending(getattr(Path, name)))


@pytest.mark.parametrize("step", range(CHANGES + 1))
def test_broken_off_anywhere(fleet: Fleet, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scrape killed while it merges leaves a directory that reads the same, and that the next one tidies up."""
    busy(fleet.worker(1), 100)
    for number in range(3):
        fleet.dies(busy(fleet.worker(GONE + number), 2**number))
        if number == 0:
            fleet.scrape()
    before = sorted(fleet.expected().splitlines())
    with monkeypatch.context() as patch:
        _ended_at(step, patch)
        with pytest.raises(Killed) if step < CHANGES else nullcontext():
            fleet.scrape()
    with monkeypatch.context() as patch:
        patch.setattr(sweeping.Sweep, "has_work", lambda _: False)
        assert sorted(fleet.scrape().splitlines()) == before
    # The same ids again, as they are reused, and dead again.
    for number in range(1, 3):
        if f"counter_{GONE + number}.db" not in fleet.names():
            fleet.dies(fleet.worker(GONE + number))
    assert sorted(fleet.scrape().splitlines()) == before
    assert len(fleet.names()) == 7
    assert sorted(fleet.scrape().splitlines()) == before
    assert fleet.failures() == {}


def test_no_room_left(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scrape is complete without merging, and the failure is counted."""
    busy(fleet.worker(1))
    fleet.dies(busy(fleet.worker(GONE)))

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert fleet.value(CALLS) == 2
        assert fleet.value(CALLS) == 2
    assert fleet.failures() == {"prefork": 2.0}
    assert fleet.value(CALLS) == 2
    assert "counter_merged.db" in fleet.names()
    assert fleet.names(".dead") == set()


SCRAPE = """
import sys
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from watchspec._internal.rendering import render
registry = CollectorRegistry()
MultiProcessCollector(registry, sys.argv[1])
seen = set()
print("ready", flush=True)
while True:
    seen.update(line for line in render(registry, openmetrics=False).decode().splitlines() if line.startswith("calls"))
    if not sys.stdin.readline().startswith("go on"):
        break
print(*seen, sep="\\n")
"""


def test_scrapes_of_several_processes(fleet: Fleet) -> None:
    """While workers die, all of them merge and read at once, and each sees every call once."""
    busy(fleet.worker(1))
    made = [busy(fleet.worker(GONE + number)) for number in range(40)]
    scrapers = [
        subprocess.Popen(
            [sys.executable, "-c", SCRAPE, str(fleet.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        for _ in range(2)
    ]
    for scraper in scrapers:
        assert scraper.stdout is not None
        assert scraper.stdout.readline() == "ready\n"
    for worker in made:
        fleet.dies(worker)
        for scraper in scrapers:
            assert scraper.stdin is not None
            scraper.stdin.write("go on\n")
    said = [scraper.communicate("stop\n", timeout=60)[0].splitlines() for scraper in scrapers]
    assert said == [[f"{CALLS} 41.0"]] * 2
    assert fleet.names(".dead") == set()


KILL = """
import os, random, shutil, signal, sys, time
from pathlib import Path
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
from watchspec._internal.rendering import render
folder, first, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
registry = CollectorRegistry()
MultiProcessCollector(registry, str(folder))
chance = random.Random(7)
killed = 0
for number in range(first + 1, first + 1 + rounds):
    for kind in ("counter", "histogram", "summary"):
        shutil.copy(folder.parent / f"{kind}_{first}.db", folder / f"{kind}_{number}.db")
    (folder / f"watchspec_{number}_1.alive").touch()
    child = os.fork()
    if not child:
        render(registry, openmetrics=False)
        os._exit(0)
    time.sleep(chance.random() * 0.008)
    os.kill(child, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
print(killed)
"""


def test_scrapes_that_are_killed(fleet: Fleet) -> None:
    """By SIGKILL at any moment, many of them while they merge: every call is still counted once."""
    worker = busy(fleet.worker(GONE), 3)
    worker.end()
    template = [fleet.folder / f"{kind}_{GONE}.db" for kind in ("counter", "histogram", "summary")]
    inner = fleet.folder / "metrics"
    inner.mkdir()
    command = [sys.executable, "-c", KILL, str(inner), str(GONE), "150"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert int(done.stdout) > 20
    for path in template:
        path.rename(inner / path.name)
    fleet.folder = inner
    for _ in range(2):
        assert fleet.value(CALLS) == 3 * 151
        assert fleet.value('took_count{a="y",z="x"}') == 151
    assert len(fleet.names()) == 7
    assert fleet.failures() == {}


def test_a_scrape_waits_for_merging_only_so_long(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was stopped while it merges does not keep the others from answering."""
    monkeypatch.setattr(guard, "WAIT", 0.1)
    busy(fleet.worker(1))
    hold = """
import fcntl, sys
file = open(sys.argv[1], "a+b")
fcntl.lockf(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(fleet.folder / "watchspec.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    fleet.dies(busy(fleet.worker(GONE)))
    assert fleet.value(CALLS) == 2
    assert "counter_merged.db" not in fleet.names()
    holder.communicate("")
    assert fleet.value(CALLS) == 2
    assert "counter_merged.db" in fleet.names()
