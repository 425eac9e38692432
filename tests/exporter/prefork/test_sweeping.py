"""Files of dead workers become one: nothing is lost, nothing counts twice, no counter goes down."""

from __future__ import annotations

import errno
import math
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exporter.prefork.conftest import GONE, OPENMETRICS, Fleet

from watchspec._internal.prefork import guard, sweeping, workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exporter.prefork.conftest import Worker

CALLS = 'calls_total{a="y",z="x"}'
SPENT = 'took_sum{a="y",z="x"}'
LIVE = {"liveall", "livemin", "livemax", "livesum", "livemostrecent"}


def _busy(worker: Worker, amount: float = 1.0) -> Worker:
    worker.counter.labels("x", "y").inc(amount)
    worker.histogram.labels("x", "y").observe(amount)
    worker.summary.labels("x", "y").observe(amount)
    return worker


def test_what_the_dead_have_counted_stays(fleet: Fleet) -> None:
    """Counters, histograms and summaries go on counting; prometheus_client reads the same from what is left."""
    _busy(fleet.worker(1), 5)
    fleet.dies(_busy(fleet.worker(GONE), 2))
    (fleet.folder / f"watchspec_{GONE}_1.exemplars").touch()
    fleet.dies(_busy(fleet.worker(GONE + 1), 0.25))
    before = sorted(fleet.expected().splitlines())
    assert sorted(fleet.scrape().splitlines()) == before
    assert fleet.scrape(OPENMETRICS) == fleet.expected(OPENMETRICS)
    assert sorted(fleet.expected().splitlines()) == before
    assert fleet.names() == {
        "watchspec.lock",
        *(f"{kind}_{process}.db" for kind in ("counter", "histogram", "summary") for process in ("1", "merged")),
    }


def test_gauges(fleet: Fleet) -> None:
    """Those of living processes only are gone at once; the others keep what they showed."""
    living, dead = fleet.worker(1), fleet.worker(GONE)
    for worker, value in ((living, 3.0), (dead, 2.0)):
        for gauge in worker.gauges.values():
            gauge.labels("x", "y").set(value)
    fleet.dies(dead)
    scraped = dict(line.rsplit(" ", 1) for line in fleet.scrape().splitlines() if line.startswith("level"))
    plain = {key.partition("{")[0].removeprefix("level_"): float(value) for key, value in scraped.items()}
    assert {mode: plain[mode] for mode in LIVE} == dict.fromkeys(LIVE, 3.0)
    assert (plain["min"], plain["max"], plain["sum"], plain["mostrecent"]) == (2.0, 3.0, 5.0, 2.0)
    assert scraped[f'level_all{{a="y",pid="{GONE}",z="x"}}'] == "2.0"
    assert {name for name in fleet.names(".db") if str(GONE) in name} == {f"gauge_all_{GONE}.db"}
    assert fleet.scrape() == fleet.expected()


@pytest.mark.parametrize("mode", ["min", "max", "sum", "mostrecent"])
def test_gauges_of_many_dead(fleet: Fleet, mode: str) -> None:
    """Merging several files is as reading them one after the other."""
    for number, value in enumerate((3.0, -1.0, 7.0)):
        worker = fleet.worker(GONE + number)
        worker.gauges[mode].labels("x", "y").set(value)
        worker.gauges[mode].labels("x", str(number)).set(value)
        fleet.dies(worker)
    before = sorted(fleet.expected().splitlines())
    assert sorted(fleet.scrape().splitlines()) == before
    assert fleet.names(".db") == {"counter_merged.db", f"gauge_{mode}_merged.db"}


def test_process_that_may_still_write(fleet: Fleet) -> None:
    """As long as there is a process of this id its files are not touched; its live gauges count no more."""
    worker = _busy(fleet.worker(os.getppid()))
    worker.gauges["livesum"].labels("x", "y").set(1)
    fleet.dies(worker)
    assert "level_livesum" not in fleet.scrape()
    assert f"counter_{os.getppid()}.db" in fleet.names()


def test_a_thousand_restarts(fleet: Fleet) -> None:
    """A scrape then reads what it read after the first one: files, samples and bytes are as many."""
    sizes: list[tuple[int, int, int]] = []
    living = _busy(fleet.worker(1))
    for number in range(1000):
        worker = _busy(fleet.worker(GONE + number))
        worker.gauges["livesum"].labels("x", "y").set(1)
        fleet.dies(worker)
        if number % 10 == 0:
            _busy(living)
            scraped = fleet.scrape()
            known = workers.workers_in(fleet.folder)
            stored = sum(path.stat().st_size for path in fleet.folder.iterdir() if "merged" in path.name)
            sizes.append((len(fleet.names()), len(known._known), stored))
            assert float(scraped.partition(f"{CALLS} ")[2].partition("\n")[0]) == len(sizes) + 2 + number
    assert {files for files, _, _ in sizes} == {7}
    assert len({known for _, known, _ in sizes}) <= 2
    assert max(stored for *_, stored in sizes) == sizes[1][2]


amounts = st.floats(0.0, 1e6) | st.sampled_from([0.1, 0.37, 1e-9, 1.0, 1e12])
steps = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["count", "count", "die"]), amounts), max_size=40)


@settings(max_examples=100, deadline=None)
@given(steps)
def test_counters_never_go_down(history: list[tuple[int, str, float]]) -> None:
    """Whoever dies when, each scrape shows at least what the last one did, and what was counted to many digits."""
    fleet = Fleet(Path(tempfile.mkdtemp()))
    pids = count(GONE)
    living: list[Worker | None] = [None] * 4
    shown = {CALLS: 0.0, SPENT: 0.0, 'took_count{a="y",z="x"}': 0.0}
    counted: list[float] = []
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PROMETHEUS_MULTIPROC_DIR", str(fleet.folder))
            for place, what, amount in history:
                worker = living[place]
                if worker is None:
                    worker = living[place] = fleet.worker(next(pids))
                if what == "count":
                    counted.append(amount)
                    _busy(worker, amount)
                elif counted:
                    fleet.dies(worker)
                    living[place] = None
                if counted:
                    for line, before in shown.items():
                        shown[line] = fleet.value(line)
                        assert shown[line] >= before
        if counted:
            assert math.isclose(shown[CALLS], math.fsum(counted), rel_tol=1e-12)
            assert shown['took_count{a="y",z="x"}'] == len(counted)
    finally:
        fleet.end()
        shutil.rmtree(fleet.folder)
    assert fleet.failures() == {}


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
    _busy(fleet.worker(1), 100)
    for number in range(3):
        fleet.dies(_busy(fleet.worker(GONE + number), 2**number))
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
    _busy(fleet.worker(1))
    fleet.dies(_busy(fleet.worker(GONE)))

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


def test_damaged_file_of_a_dead_worker(fleet: Fleet) -> None:
    """What comes before the damage is kept."""
    worker = _busy(fleet.worker(GONE))
    worker.counter.labels("x", "lost").inc()
    fleet.dies(worker)
    path = fleet.folder / f"counter_{GONE}.db"
    path.write_bytes(path.read_bytes().replace(b'lost"', b"lost\xff"))
    assert fleet.value(CALLS) == 1
    assert fleet.value(CALLS) == 1
    assert fleet.names(".db") == {"counter_merged.db", "histogram_merged.db", "summary_merged.db"}


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
    _busy(fleet.worker(1))
    made = [_busy(fleet.worker(GONE + number)) for number in range(40)]
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
    worker = _busy(fleet.worker(GONE), 3)
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
    _busy(fleet.worker(1))
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
    fleet.dies(_busy(fleet.worker(GONE)))
    assert fleet.value(CALLS) == 2
    assert "counter_merged.db" not in fleet.names()
    holder.communicate("")
    assert fleet.value(CALLS) == 2
    assert "counter_merged.db" in fleet.names()
