"""Files of dead workers become one: nothing is lost, nothing counts twice, no counter goes down."""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exporter.prefork.conftest import CALLS, GONE, OPENMETRICS, Fleet, busy

from watchspec._internal.prefork import workers

if TYPE_CHECKING:
    from tests.exporter.prefork.conftest import Worker

SPENT = 'took_sum{a="y",z="x"}'
LIVE = {"liveall", "livemin", "livemax", "livesum", "livemostrecent"}


def test_what_the_dead_have_counted_stays(fleet: Fleet) -> None:
    """Counters, histograms and summaries go on counting; prometheus_client reads the same from what is left."""
    busy(fleet.worker(1), 5)
    fleet.dies(busy(fleet.worker(GONE), 2))
    (fleet.folder / f"watchspec_{GONE}_1.exemplars").touch()
    fleet.dies(busy(fleet.worker(GONE + 1), 0.25))
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
    worker = busy(fleet.worker(os.getppid()))
    worker.gauges["livesum"].labels("x", "y").set(1)
    fleet.dies(worker)
    assert "level_livesum" not in fleet.scrape()
    assert f"counter_{os.getppid()}.db" in fleet.names()


def test_a_thousand_restarts(fleet: Fleet) -> None:
    """A scrape then reads what it read after the first one: files, samples and bytes are as many."""
    sizes: list[tuple[int, int, int]] = []
    living = busy(fleet.worker(1))
    for number in range(1000):
        worker = busy(fleet.worker(GONE + number))
        worker.gauges["livesum"].labels("x", "y").set(1)
        fleet.dies(worker)
        if number % 10 == 0:
            busy(living)
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
                    busy(worker, amount)
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


def test_damaged_file_of_a_dead_worker(fleet: Fleet) -> None:
    """What comes before the damage is kept."""
    worker = busy(fleet.worker(GONE))
    worker.counter.labels("x", "lost").inc()
    fleet.dies(worker)
    path = fleet.folder / f"counter_{GONE}.db"
    path.write_bytes(path.read_bytes().replace(b'lost"', b"lost\xff"))
    assert fleet.value(CALLS) == 1
    assert fleet.value(CALLS) == 1
    assert fleet.names(".db") == {"counter_merged.db", "histogram_merged.db", "summary_merged.db"}
